import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Lazy, TerraformOutput, TerraformStack } from 'cdktf';
import { SecretNameError } from '../src/errors';
import { thrownBy } from './support/errors';
import { newApp, synthesize, temporaryFolder } from './support/synth';

const ROOT = resolve(__dirname, '..');
const TEXT = "ApplicationSecret 'api/Key': it is wrong. Write another.";

/** What a program prints that ends with an error of ours. */
function printed(more: NodeJS.ProcessEnv = {}): string {
  const program = join(temporaryFolder(), 'main.ts');
  writeFileSync(
    program,
    `
    const { SecretNameError } = require(${JSON.stringify(join(ROOT, 'src', 'errors.ts'))});
    const declare = () => { throw new SecretNameError("ApplicationSecret 'api/Key'", 'it is wrong', 'Write another.'); };
    declare();`,
  );
  const { COFFER_STACK: _, ...env } = process.env;
  const args = [
    join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js'),
    '--transpile-only',
    '--cwd',
    ROOT,
    '--project',
    join(ROOT, 'test', 'tsconfig.json'),
    program,
  ];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...env, ...more } }).stderr;
}

describe('an error that ends a program', () => {
  test('is shown as its text alone', () => {
    expect(printed()).toMatch(
      /^\n?\[?SecretNameError: ApplicationSecret 'api\/Key': it is wrong\. Write another\.\]?\n(\nNode\.js v[\d.]+\n)?$/,
    );
  });

  test('is shown with where it comes from, where somebody asks for that', () => {
    expect(printed({ COFFER_STACK: '1' })).toMatch(
      /SecretNameError: ApplicationSecret 'api\/Key': it is wrong\. Write another\.\n +at declare \(/,
    );
  });

  test('has the text that it was made with, also where a token is being resolved', () => {
    const stack = new TerraformStack(newApp(), 'stack');
    const fail = () => {
      throw new SecretNameError("ApplicationSecret 'api/Key'", 'it is wrong', 'Write another.');
    };
    new TerraformOutput(stack, 'late', { value: Lazy.stringValue({ produce: fail }) });
    expect(thrownBy(() => synthesize(stack))).toEqual({ name: 'SecretNameError', message: TEXT });
  });
});
