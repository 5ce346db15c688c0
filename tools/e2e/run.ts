import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalAws } from '../local-aws/local-aws';
import { requireTerraform } from '../terraform/terraform';

const ROOT = resolve(__dirname, '..', '..');

/**
 * Runs the end-to-end tests where their tools are there. In CI a missing tool fails the run; elsewhere the tests are
 * skipped, and the last lines say so and why.
 */
async function main(): Promise<void> {
  const missing = await whatIsMissing();
  if (missing) {
    if (process.env.CI) {
      console.error(`End-to-end tests cannot run: ${missing}`);
      process.exitCode = 1;
    } else {
      console.log(`\nEnd-to-end tests SKIPPED, everything else passed: ${missing}\n`);
    }
    return;
  }
  // Side by side: most of the time the AWS provider waits for what AWS needs to become ready.
  const args = ['jest', '--testMatch', '<rootDir>/test/e2e/**/*.e2e.ts', '--maxWorkers', '3', '--json', '--outputFile=test-reports/e2e.json', ...process.argv.slice(2)];
  mkdirSync(join(ROOT, 'test-reports'), { recursive: true });
  const { status } = spawnSync('npx', args, { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

async function whatIsMissing(): Promise<string | undefined> {
  try {
    requireTerraform();
    await (await LocalAws.start()).stop();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

void main();
