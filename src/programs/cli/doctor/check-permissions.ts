import { type Finding, ok, problem, unknown } from './finding';
import { principalOf, simulate, type Simulated } from './simulate';
import { dnsSuffixOf } from '../../../contracts/partitions';
import type { AwsClients } from '../../aws/clients';
import { isRefused } from '../../aws/errors';

const CHECK = 'permissions';
/** So many services are asked about; of more, those that are named count. */
const SERVICES = 10;

/** What the permissions are asked for. */
export interface Asked {
  readonly services: readonly string[];
  /** ARN of the key of the vault, if it could be looked up. */
  readonly keyArn: string | undefined;
  readonly region: string;
}

/** Whether the caller may read the secrets of services, as exec and chamber do. No value is read to find out. */
export async function checkPermissions(aws: AwsClients, { services, keyArn, region }: Asked, signal: AbortSignal): Promise<Finding[]> {
  const caller = await aws.identity(signal);
  const findings = [await mayList(aws, signal)];
  const principal = services.length === 0 ? undefined : await principalOf(aws, caller, signal);
  let canAsk = principal !== undefined;
  for (const service of services.slice(0, SERVICES)) {
    const path = `arn:${caller.partition}:ssm:${region}:${caller.accountId}:parameter/${service}`;
    const reads = canAsk ? await simulatedReads(aws, principal!, path, keyArn, region, signal) : undefined;
    canAsk = reads !== undefined;
    findings.push(reads ? ofSimulation(service, reads) : await tried(aws, service, signal));
  }
  if (services.length > SERVICES) {
    const todo = `Name the services to check: coffer doctor ${services[SERVICES]}.`;
    findings.push(unknown(CHECK, `only the first ${SERVICES} of ${services.length} services were checked`, todo));
  }
  return findings;
}

async function mayList(aws: AwsClients, signal: AbortSignal): Promise<Finding> {
  const { DescribeParametersCommand } = await import('@aws-sdk/client-ssm');
  const client = await aws.ssm();
  try {
    await aws.call(
      { operation: 'DescribeParameters', resource: 'parameters', actions: ['ssm:DescribeParameters'] },
      signal,
      (abortSignal) => client.send(new DescribeParametersCommand({ MaxResults: 1 }), { abortSignal }),
    );
    return ok(CHECK, 'may list secrets');
  } catch (error) {
    if (!isRefused(error)) throw error;
    return problem(
      CHECK,
      'may not list secrets, as status, list, set and import do',
      'Get ssm:DescribeParameters, which AWS allows on * only.',
    );
  }
}

async function simulatedReads(
  aws: AwsClients,
  principal: string,
  path: string,
  keyArn: string | undefined,
  region: string,
  signal: AbortSignal,
): Promise<readonly Simulated[] | undefined> {
  const lists = await simulate(aws, principal, { actions: ['ssm:GetParametersByPath'], resource: path, context: {} }, signal);
  if (!lists) return undefined;
  // Any key stands for all of the service's: grants name whole services, or this one fails and says so.
  const parameter = `${path}/doctor`;
  const reads = await simulate(aws, principal, { actions: ['ssm:GetParameters'], resource: parameter, context: {} }, signal);
  if (keyArn === undefined) return [...lists, ...(reads ?? [])];
  const context = {
    'kms:ViaService': `ssm.${region}.${dnsSuffixOf(path.split(':')[1]!)}`,
    'kms:EncryptionContext:PARAMETER_ARN': parameter,
  };
  const decrypts = await simulate(aws, principal, { actions: ['kms:Decrypt'], resource: keyArn, context }, signal);
  return [...lists, ...(reads ?? []), ...(decrypts ?? [])];
}

function ofSimulation(service: string, simulated: readonly Simulated[]): Finding {
  const denied = simulated.filter(({ isAllowed }) => !isAllowed);
  const names = (some: readonly Simulated[]): string =>
    some.map(({ action, because }) => `${action}${because ? ` (${because})` : ''}`).join(', ');
  const byName = denied.some(({ action }) => action === 'ssm:GetParameters');
  if (denied.length === 0) return ok(CHECK, `may read service ${service}, as IAM simulates it: ${names(simulated)}`);
  return problem(
    CHECK,
    `may not read all of service ${service}, as IAM simulates it: ${names(denied)}`,
    byName
      ? 'Get a grant of the service (CiCdRole, LocalDevelopment, grantRead); a grant of single secrets allows those by name: --only.'
      : 'A grant of single secrets allows reads by name: --only, or a manifest. Else get a grant of the whole service.',
  );
}

/** A listing of a path without decryption: the answer is not looked at, and has no value of a SecureString in plain. */
async function tried(aws: AwsClients, service: string, signal: AbortSignal): Promise<Finding> {
  const { GetParametersByPathCommand } = await import('@aws-sdk/client-ssm');
  const client = await aws.ssm();
  try {
    await aws.call(
      { operation: 'GetParametersByPath', resource: `/${service}`, actions: ['ssm:GetParametersByPath'] },
      signal,
      (abortSignal) =>
        client.send(new GetParametersByPathCommand({ Path: `/${service}`, MaxResults: 1, WithDecryption: false }), { abortSignal }),
    );
    const todo = 'Get iam:SimulatePrincipalPolicy and iam:GetRole on your role to find out, or try coffer exec.';
    return unknown(CHECK, `may list service ${service}; whether it may decrypt is unknown, since no value was read`, todo);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const todo = 'Get a grant of the service; a grant of single secrets allows reads by name: --only, or a manifest.';
    return problem(CHECK, `may not read service ${service} by its path (ssm:GetParametersByPath)`, todo);
  }
}
