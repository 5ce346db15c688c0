import { verifySingleExecutable } from '../../../tools/package/single-executable';
import { TARGETS } from '../../../tools/package/targets';

const PROGRAM = Buffer.from('CANARY-program');
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** The first bytes of an executable for each target (ELF, Mach-O, PE). */
const HEADERS: Record<string, Buffer> = {
  linux_amd64: header((file) => {
    file.write('\x7fELF', 'latin1');
    file.writeUInt16LE(0x3e, 18);
  }),
  linux_arm64: header((file) => {
    file.write('\x7fELF', 'latin1');
    file.writeUInt16LE(0xb7, 18);
  }),
  darwin_amd64: header((file) => {
    file.writeUInt32LE(0xfeedfacf);
    file.writeUInt32LE(0x01000007, 4);
  }),
  darwin_arm64: header((file) => {
    file.writeUInt32LE(0xfeedfacf);
    file.writeUInt32LE(0x0100000c, 4);
  }),
  windows_amd64: header((file) => {
    file.write('MZ', 'latin1');
    file.writeUInt32LE(0x40, 0x3c);
    file.write('PE\0\0', 0x40, 'latin1');
    file.writeUInt16LE(0x8664, 0x44);
  }),
};

function header(write: (file: Buffer) => void): Buffer {
  const file = Buffer.alloc(0x80);
  write(file);
  return file;
}

const executable = (name: string, { fuse = `${FUSE}:1`, program = PROGRAM } = {}) =>
  Buffer.concat([HEADERS[name]!, Buffer.from(fuse), program]);

describe.each(TARGETS.map((target) => [target.name, target] as const))('an executable for %s', (name, target) => {
  test('passes with the program in it and the fuse set', () => {
    expect(() => verifySingleExecutable(executable(name), target, PROGRAM)).not.toThrow();
  });

  test('does not pass as one for any other target', () => {
    for (const other of TARGETS.filter((each) => each !== target)) {
      expect(() => verifySingleExecutable(executable(name), other, PROGRAM)).toThrow(
        `The executable for ${other.name} is not as it should be: it is one for ${name}.`,
      );
    }
  });

  test('does not pass with its fuse as Node.js has it, which would then run as Node.js', () => {
    expect(() => verifySingleExecutable(executable(name, { fuse: `${FUSE}:0` }), target, PROGRAM)).toThrow(
      'its Node.js does not know that there is a program in it',
    );
  });

  test('does not pass with another program', () => {
    expect(() => verifySingleExecutable(executable(name, { program: Buffer.from('CANARY-another') }), target, PROGRAM)).toThrow(
      'the program is not in it',
    );
  });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a script', Buffer.from(`#!/usr/bin/env node\n${' '.repeat(100)}`)],
])('%s does not pass as an executable', (_, file) => {
  expect(() => verifySingleExecutable(file, TARGETS[0]!, PROGRAM)).toThrow('it is no executable that is known here');
});
