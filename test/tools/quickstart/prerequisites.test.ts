import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProgramsOnPath } from '../prerequisites/programs-on-path';

const ROOT = resolve(__dirname, '..', '..', '..');
const programs = ProgramsOnPath.forThisFile();

test('the quickstart names everything that is missing, ends with exit code 1, and starts nothing', async () => {
  const inRoot = (...path: readonly string[]) => join(ROOT, ...path);
  const tsNode = [inRoot('node_modules', 'ts-node', 'dist', 'bin.js'), '--transpile-only', '--project', inRoot('test', 'tsconfig.json')];
  const child = spawn(process.execPath, [...tsNode, inRoot('tools', 'quickstart', 'main.ts')], {
    env: { ...process.env, PATH: programs.folder, TMPDIR: programs.folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise((done) => child.once('close', done));
  const lines = output.split('\n');
  expect(code).toBe(1);
  expect(lines).toEqual(
    expect.arrayContaining([
      '`npm run quickstart` has not begun, since something is missing on this machine:',
      '  Neither terraform nor tofu is on PATH.',
      '  python3 is not on PATH.',
    ]),
  );
  expect(existsSync(join(programs.folder, 'coffer-quickstart'))).toBe(false);
  expect(output).not.toContain('building');
}, 60_000);
