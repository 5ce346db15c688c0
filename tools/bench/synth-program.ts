import { createRequire } from 'node:module';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { residentMegabytes } from './resident-memory';

// One synth, in a process of its own: it gets bundled into one file and run by node, since a TypeScript compiler in
// the same process would be most of the memory measured. Coffer itself is taken compiled, as a user has it.
const [, , kind, count, keysEach, outdir, library] = process.argv as [string, string, 'coffer' | 'l1', string, string, string, string];
const load = createRequire(__filename);
const { ApplicationSecret, provider, SecretSource, SecretVault } = load(library) as typeof import('../../src');
const { Secret } = load(`${library}/lib/bindings/secret`) as typeof import('../../src/bindings/secret');

/** What a user writes. */
function declareApplicationSecrets(stack: TerraformStack): void {
  const vault = new SecretVault(stack, 'vault', { namespace: 'bench', stage: 'dev' });
  for (const { id, service, key } of names()) {
    new ApplicationSecret(stack, id, { vault, service, key, source: SecretSource.generated({ length: 32 }) });
  }
}

/** The resources that it expands to, with the same arguments, as somebody would write them without constructs. */
function declareResources(stack: TerraformStack): void {
  new provider.CofferProvider(stack, 'coffer', { region: 'eu-west-1' });
  const kmsKey = new KmsKey(stack, 'key', {
    description: 'Secrets of bench-dev',
    enableKeyRotation: true,
    rotationPeriodInDays: 365,
    deletionWindowInDays: 30,
  });
  const alias = new KmsAlias(stack, 'alias', { name: 'alias/bench-dev-chamber', targetKeyId: kmsKey.arn });
  for (const { id, service, key } of names()) {
    new Secret(stack, id, {
      generate: { format: 'password', length: 32, generation: 1 },
      name: `/${service}/${key}`,
      kmsKeyId: alias.name,
      claim: `bench/${id}`,
    });
  }
}

function names(): { id: string; service: string; key: string }[] {
  return Array.from({ length: Number(count) }, (_, index) => {
    const service = `service-${Math.floor(index / Number(keysEach)) + 1}`;
    const key = `key_${(index % Number(keysEach)) + 1}`;
    return { id: `${service}-${key}`, service, key };
  });
}

const start = performance.now();
const app = new App({ outdir });
const stack = new TerraformStack(app, 'bench');
new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
if (kind === 'coffer') declareApplicationSecrets(stack);
else declareResources(stack);
app.synth();
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, mb: residentMegabytes(process.pid) })}\n`);
