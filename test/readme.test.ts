import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newStack, synthesize } from './support/synth';
import { ApplicationSecret, Rotation, SecretSource, SecretVault } from '../src';

const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

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
