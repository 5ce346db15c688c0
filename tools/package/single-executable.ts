import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signedAdHoc } from './macos-signature';
import { NodeDistributions } from './node-distribution';
import { strip, stripAdvice } from './strip';
import { thisMachine, type Target } from './targets';
import { withoutWindowsSignature } from './windows-signature';
import { runCommand, ToolError } from '../terraform/terraform';

/** Node.js looks for this in itself to know whether there is a program in it (Node.js: Single executable applications). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const RESOURCE = 'NODE_SEA_BLOB';
const MAC_SEGMENT = 'NODE_SEA';

/** A program that becomes executables. */
export interface EmbeddedProgram {
  /** What stack traces and signatures call it. */
  readonly name: string;
  /** The program, as one CommonJS file. */
  readonly script: Buffer;
  /** What somebody who hands its executables on should know of those of a system. */
  readonly remarks: Readonly<Partial<Record<Target['os'], readonly string[]>>>;
}

/** An executable that was made, and what somebody who hands it on should know of it. */
export interface SingleExecutable {
  readonly path: string;
  readonly remarks: readonly string[];
}

/** Puts a program into Node.js itself: executables that run where there is no Node.js. */
export class SingleExecutables {
  /**
   * Prepares a program for all targets.
   *
   * @param folder for work, given up by the caller afterwards
   */
  public static async prepare(distributions: NodeDistributions, embedded: EmbeddedProgram, folder: string): Promise<SingleExecutables> {
    const machine = thisMachine();
    if (machine.os === 'windows') throw new ToolError('Executables are made on Linux or macOS, for Windows too. Run this there.');
    mkdirSync(folder, { recursive: true });
    const node = await distributions.lay(machine, join(folder, 'node'));
    const main = `${embedded.name}.js`;
    writeFileSync(join(folder, main), embedded.script);
    // Code cache and snapshot are of the machine that makes them. Without them, one blob serves all targets.
    writeFileSync(
      join(folder, 'sea.json'),
      JSON.stringify({
        main,
        output: 'sea.blob',
        disableExperimentalSEAWarning: true,
        useSnapshot: false,
        useCodeCache: false,
      }),
    );
    // The main file is named without its folder: its name goes into the blob, and this machine's folders should not.
    await succeed(node, ['--experimental-sea-config', 'sea.json'], folder);
    const license = await distributions.license(machine, join(folder, 'node'));
    return new SingleExecutables(distributions, embedded, join(folder, 'sea.blob'), license);
  }

  private constructor(
    private readonly distributions: NodeDistributions,
    private readonly embedded: EmbeddedProgram,
    private readonly blob: string,
    public readonly nodeLicense: Buffer,
  ) {}

  /** Makes the executable of a target in a folder of its own. @throws ToolError where what came out is not what it should be */
  public async make(target: Target, folder: string): Promise<SingleExecutable> {
    const { name, remarks: known } = this.embedded;
    const remarks = [...(known[target.os] ?? [])];
    const path = await this.distributions.lay(target, folder);
    // A signature does not outlive a change, and symbols are of no use: both go before the program comes in.
    if (target.os === 'linux' && !(await strip(path, target))) {
      remarks.push(`not stripped, and some 15 % larger for it: ${stripAdvice(target)}`);
    }
    if (target.os === 'windows') {
      writeFileSync(path, withoutWindowsSignature(readFileSync(path)));
      remarks.push('without an Authenticode signature: where a policy wants signed programs, sign it');
    }
    await inject(path, this.blob, target);
    if (target.os === 'darwin') {
      writeFileSync(path, signedAdHoc(readFileSync(path), name));
    }
    chmodSync(path, 0o755);
    verifySingleExecutable(readFileSync(path), target, this.program);
    return { path, remarks };
  }

  /** What every executable has in it. */
  public get program(): Buffer {
    return readFileSync(this.blob);
  }
}

/**
 * Checks that a file is an executable of its target and holds the program, and that Node.js will find it there.
 *
 * @throws ToolError where it is not so
 */
export function verifySingleExecutable(file: Buffer, target: Target, program: Buffer): void {
  const actual = platformOf(file);
  const wrong =
    actual !== target.name
      ? `it is ${actual === undefined ? 'no executable that is known here' : `one for ${actual}`}`
      : !file.includes(`${FUSE}:1`)
        ? 'its Node.js does not know that there is a program in it'
        : !file.includes(program)
          ? 'the program is not in it'
          : undefined;
  if (wrong) {
    throw new ToolError(
      `The executable for ${target.name} is not as it should be: ${wrong}. Remove node_modules/.cache/coffer and try again.`,
    );
  }
}

const PROCESSORS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  linux: { 62: 'linux_amd64', 183: 'linux_arm64' },
  darwin: { 0x01000007: 'darwin_amd64', 0x0100000c: 'darwin_arm64' },
  windows: { 0x8664: 'windows_amd64' },
};

/** The target that an executable says it is for, by the first bytes of its format: ELF, Mach-O or PE. */
function platformOf(file: Buffer): string | undefined {
  if (file.length < 0x40) return undefined;
  if (file.toString('latin1', 0, 4) === '\x7fELF') return PROCESSORS.linux![file.readUInt16LE(18)];
  if (file.readUInt32LE(0) === 0xfeedfacf) return PROCESSORS.darwin![file.readUInt32LE(4)];
  const header = file.readUInt32LE(0x3c);
  if (file.toString('latin1', 0, 2) === 'MZ' && file.toString('latin1', header, header + 4) === 'PE\0\0') {
    return PROCESSORS.windows![file.readUInt16LE(header + 4)];
  }
  return undefined;
}

/** In a process of its own: postject takes some 750 MB, and warns of what does not matter to anyone but itself. */
async function inject(executable: string, blob: string, { os }: Target): Promise<void> {
  const postject = join(dirname(require.resolve('postject')), 'cli.js');
  const segment = os === 'darwin' ? ['--macho-segment-name', MAC_SEGMENT] : [];
  await succeed(process.execPath, [postject, executable, RESOURCE, blob, '--sentinel-fuse', FUSE, ...segment], dirname(executable));
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await runCommand(command, args, { cwd, env: { ...process.env, NODE_OPTIONS: '' } });
  if (code !== 0) throw new ToolError(`${[command, ...args].join(' ')} failed with exit code ${code}: ${output.trim().slice(-500)}`);
}
