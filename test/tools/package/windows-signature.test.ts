import { isWindowsExecutable, withoutWindowsSignature } from '../../../tools/package/windows-signature';
import { thrownBy } from '../../support/errors';

const PE = 0x80;
const DIRECTORY = PE + 24 + 112 + 4 * 8;
const CONTENT_BYTES = 0x400;

/** A Windows executable of which only the headers mean anything (PE32+), with a signature of so many bytes. */
function executable(signatureBytes: number, trailing = 0): Buffer {
  const file = Buffer.alloc(CONTENT_BYTES + signatureBytes + trailing, 0x5a);
  file.write('MZ', 0, 'latin1');
  file.writeUInt32LE(PE, 0x3c);
  file.write('PE\0\0', PE, 'latin1');
  file.writeUInt16LE(0x20b, PE + 24);
  file.writeUInt32LE(signatureBytes && CONTENT_BYTES, DIRECTORY);
  file.writeUInt32LE(signatureBytes, DIRECTORY + 4);
  return file;
}

test('a signature and what points to it are taken off, and nothing else', () => {
  const signed = executable(64);
  const unsigned = withoutWindowsSignature(signed);
  expect(unsigned.equals(executable(0))).toBe(true);
  expect(signed.length).toBe(CONTENT_BYTES + 64);
});

test('an executable without a signature stays as it is', () => {
  expect(withoutWindowsSignature(executable(0)).equals(executable(0))).toBe(true);
});

test('an executable that goes on after its signature is refused: it might lose a part of it', () => {
  expect(thrownBy(() => withoutWindowsSignature(executable(64, 8)))).toEqual({
    name: 'ToolError',
    message: 'withoutWindowsSignature: the signature ends at byte 1088 of 1096, and what follows it is not known here.',
  });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a text', Buffer.from('MZ'.repeat(200))],
  ['an executable that is cut off', executable(0).subarray(0, PE + 40)],
])('%s is no Windows executable', (_, file) => {
  expect(isWindowsExecutable(file)).toBe(false);
  expect(() => withoutWindowsSignature(file)).toThrow('the file is no 64-bit Windows executable');
});
