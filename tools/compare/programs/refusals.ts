import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { ProviderInstallation, SecretVault } from 'cdktf-coffer';
import type { World } from './refusal';
import { ACCESS_REFUSALS } from './refused-access';
import { ROTATION_REFUSALS } from './refused-rotations';
import { TYPE_REFUSALS } from './refused-types';
import { VAULT_REFUSALS } from './refused-vaults';
import { ACCOUNT } from './roles';

/** Writes what each wrong declaration is told, into a file of the current folder. */
export function writeRefusals(file: string): void {
  const all = { ...VAULT_REFUSALS, ...TYPE_REFUSALS, ...ROTATION_REFUSALS, ...ACCESS_REFUSALS };
  const outdir = mkdtempSync(join(tmpdir(), 'coffer-compare-refusals-'));
  try {
    const told = Object.entries(all).map(([title, declare]) => [title, answerTo(declare, outdir)]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(told)).replaceAll(outdir, '<outdir>'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function answerTo(declare: (world: World) => unknown, outdir: string): string {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'stack');
  new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  const breakGlass = [`arn:aws:iam::${ACCOUNT}:role/break-glass`];
  const deployers = [`arn:aws:iam::${ACCOUNT}:role/deploy`];
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    breakGlass,
    deployers,
    installation: ProviderInstallation.registry(),
  });
  try {
    declare({ stack, vault });
    app.synth();
    return 'accepted';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}
