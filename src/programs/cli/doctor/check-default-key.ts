import { type Finding, note, ok, problem } from './finding';
import type { AwsClients } from '../../aws/clients';
import { DEFAULT_KEY } from '../../aws/kms-keys';

const CHECK = 'aws/ssm key';
const PAGES = 40; // 2,000 parameters: more would take minutes, and change nothing about the answer
const SHOWN = 5;

/**
 * Which parameters are encrypted under the key that Parameter Store has in every account. Its policy lets everybody of the
 * account decrypt who may read the parameter, so that it keeps no service from another.
 *
 * @param services those of the vault
 */
export async function checkDefaultKey(aws: AwsClients, services: readonly string[], signal: AbortSignal): Promise<Finding[]> {
  const { names, complete } = await listed(aws, signal);
  const isOurs = (name: string): boolean => services.some((service) => name.startsWith(`/${service}/`));
  const ours = names.filter(isOurs);
  const others = names.filter((name) => !isOurs(name));
  const count = (some: readonly string[]): string => `${complete ? '' : 'at least '}${some.length}`;
  const findings: Finding[] = [];
  if (ours.length > 0) {
    findings.push(
      problem(
        CHECK,
        `${count(ours)} of the vault's services: ${shortened(
          ours,
        )}. Whoever may read the parameter may decrypt it, without a grant on a key`,
        'Write them again under the key of the vault: coffer set, or an apply.',
      ),
    );
  }
  if (others.length > 0) {
    findings.push(
      note(
        CHECK,
        `${count(others)} ${services.length > 0 ? 'outside the vault' : 'in this account and region'}: ${shortened(others)}`,
        'Secrets among them are better under a key of their own: see coffer inventory.',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(CHECK, `no parameter is encrypted under ${DEFAULT_KEY}`)];
}

async function listed(aws: AwsClients, signal: AbortSignal): Promise<{ names: string[]; complete: boolean }> {
  const { DescribeParametersCommand } = await import('@aws-sdk/client-ssm');
  const client = await aws.ssm();
  const names: string[] = [];
  let NextToken: string | undefined;
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await aws.call(
      { operation: 'DescribeParameters', resource: `parameters under ${DEFAULT_KEY}`, actions: ['ssm:DescribeParameters'] },
      signal,
      (abortSignal) =>
        client.send(
          new DescribeParametersCommand({ ParameterFilters: [{ Key: 'KeyId', Values: [DEFAULT_KEY] }], MaxResults: 50, NextToken }),
          { abortSignal },
        ),
    );
    names.push(...(page.Parameters ?? []).map(({ Name }) => Name!));
    NextToken = page.NextToken;
    if (!NextToken) return { names: names.sort(), complete: true };
  }
  return { names: names.sort(), complete: false };
}

function shortened(names: readonly string[]): string {
  return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
}
