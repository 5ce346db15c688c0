import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformProvider, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ApplicationSecret, Rotation, SecretSource, SecretVault } from '../src';
import { newApp, newStack, synthesize } from './support/synth';

const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

interface Synthesized {
  readonly resource: Record<string, Record<string, object>>;
  readonly terraform: { readonly required_providers: Record<string, object> };
}

/** Resources by their types, of a vault with two secrets. */
function vaultWith(rotation?: Rotation): Record<string, object> {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod' });
  for (const key of ['jwt_key', 'csrf_key']) {
    new ApplicationSecret(stack, key, { vault, service: 'api', key, source: SecretSource.generated({ length: 64 }), rotation });
  }
  return synthesize(stack).resource as Record<string, object>;
}

/** Dollars a month: 1.00 for each key, 0.10 for each alarm. The rest is free, or charged by requests. */
function cost(resources: Record<string, object>): string {
  const count = (type: string) => Object.keys(resources[type] ?? {}).length;
  return (count('aws_kms_key') + 0.1 * count('aws_cloudwatch_metric_alarm')).toFixed(2);
}

/** The price in a row of the table of costs. */
function told(row: string): string | undefined {
  return new RegExp(`^\\| ${row} .*\\| \\$([\\d.]+) \\|$`, 'm').exec(README)?.[1];
}

test('the README says what a first deploy costs', () => {
  expect(cost(vaultWith())).toBe(told('a vault with any number of secrets'));
  expect(cost(vaultWith(Rotation.random({ length: 64, afterDays: 30 })))).toBe(told('the same, if one or more'));
});

test('nothing in such a vault is of a kind whose cost the README leaves out', () => {
  const kinds = Object.keys(vaultWith(Rotation.random({ length: 64, afterDays: 30 })));
  expect(
    kinds.filter((kind) => !/^(coffer_secret|aws_(iam_.*|kms_(key|alias)|cloudwatch_(log_group|metric_alarm)))$/.test(kind)).sort(),
  ).toEqual([
    'aws_lambda_function',
    'aws_lambda_function_event_invoke_config',
    'aws_scheduler_schedule',
    'aws_scheduler_schedule_group',
    'aws_sns_topic',
    'aws_sns_topic_policy',
    'aws_sqs_queue',
    'aws_sqs_queue_policy',
  ]);
});

/** As `cdktf get` writes them, of another version than the package's. */
const GENERATED = { providerName: 'aws', providerVersion: '6.1.0', providerVersionConstraint: '~> 6.0' };

class GeneratedAwsProvider extends TerraformProvider {
  constructor(scope: Construct) {
    super(scope, 'aws', { terraformResourceType: 'aws', terraformGeneratorMetadata: GENERATED, terraformProviderSource: 'aws' });
  }

  protected synthesizeAttributes(): Record<string, unknown> {
    return { region: 'eu-west-1' };
  }
}

class GeneratedIamRole extends TerraformResource {
  constructor(scope: Construct) {
    super(scope, 'task', { terraformResourceType: 'aws_iam_role', terraformGeneratorMetadata: GENERATED });
  }

  public get name(): string {
    return this.getStringAttribute('name');
  }

  public get arn(): string {
    return this.getStringAttribute('arn');
  }

  protected synthesizeAttributes(): Record<string, unknown> {
    return { name: 'acme-prod-api', assume_role_policy: '{}' };
  }
}

test('a vault joins a stack whose bindings cdktf get generated, whose version the stack keeps', () => {
  const stack = new TerraformStack(newApp(), 'dev');
  new GeneratedAwsProvider(stack);
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod' });
  const source = SecretSource.generated({ length: 64 });
  new ApplicationSecret(stack, 'jwt', { vault, service: 'api', key: 'jwt_key', source }).grantRead(new GeneratedIamRole(stack));
  const { resource, terraform } = synthesize(stack) as unknown as Synthesized;
  expect(Object.values(resource.aws_iam_role_policy_attachment!)).toMatchObject([{ role: '${aws_iam_role.task.name}' }]);
  expect(terraform.required_providers.aws).toEqual({ source: 'aws', version: '6.1.0' });
});

test('examples pack the library and install it: a link to the clone would bring a second copy of cdktf, which TypeScript refuses', () => {
  const folder = join(__dirname, '..', 'examples');
  const installed = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json')));
  expect(installed.length).toBeGreaterThan(10);
  const packed = installed.filter((name) => /^install-links=true$/m.test(readFileSync(join(folder, name, '.npmrc'), 'utf8')));
  expect(packed).toEqual(installed);
});
