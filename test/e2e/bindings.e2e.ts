import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

jest.setTimeout(120_000);

test("src/bindings are what the provider's schema makes of them, as Terraform reads it", () => {
  const { status, stderr } = spawnSync(
    'npx',
    ['ts-node', '--transpile-only', '--project', 'test/tsconfig.json', 'tools/bindings/generate.ts', '--check'],
    {
      cwd: resolve(__dirname, '..', '..'),
      encoding: 'utf8',
    },
  );
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
});
