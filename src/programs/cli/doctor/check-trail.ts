import type { CloudTrailClient, Trail } from '@aws-sdk/client-cloudtrail';
import { type Finding, ok, problem, unknown } from './finding';
import { whyReadsAreMissing } from './records-reads';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError, isRefused } from '../../aws/errors';

const CHECK = 'trail';

/** Whether a trail of this account records, in this region, who reads which secret. */
export async function checkTrail(aws: AwsClients, region: string, signal: AbortSignal): Promise<Finding> {
  const { CloudTrailClient: Client, DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
  const client = await aws.client('cloudtrail', (config) => Promise.resolve(new Client(config)));
  let trails: Trail[];
  try {
    // Those of other regions and of the organization are told here too, as their shadows.
    const answer = await aws.call(
      { operation: 'DescribeTrails', resource: 'the trails of this account', actions: ['cloudtrail:DescribeTrails'] },
      signal,
      (abortSignal) => client.send(new DescribeTrailsCommand({ includeShadowTrails: true }), { abortSignal }),
    );
    trails = answer.trailList ?? [];
  } catch (error) {
    if (!isRefused(error)) throw error;
    return unknown(CHECK, 'the caller may not look at trails', 'Get cloudtrail:DescribeTrails, GetTrailStatus and GetEventSelectors.');
  }
  const reasons: string[] = [];
  let unclear = false;
  for (const trail of trails) {
    const name = trail.Name!;
    try {
      const why = await reasonAgainst(aws, client, trail, region, signal);
      if (why === undefined) return ok(CHECK, `${name} records who reads which secret in ${region}`);
      reasons.push(`${name}: ${why}`);
    } catch (error) {
      if (!(error instanceof AwsCallError) || signal.aborted) throw error;
      unclear = true;
      reasons.push(`${name}: it cannot be looked at (${error.code})`);
    }
  }
  if (unclear) {
    const todo = 'Get cloudtrail:GetTrailStatus and GetEventSelectors, or ask those who keep the trail of the organization.';
    return unknown(CHECK, `no trail is known to record reads in ${region}: ${reasons.join('; ')}`, todo);
  }
  return problem(
    CHECK,
    `no trail records who reads secrets in ${region}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
    'Create a trail for all regions that logs read and write management events, with those of KMS. Without one, CloudTrail keeps 90 days.',
  );
}

async function reasonAgainst(
  aws: AwsClients,
  client: CloudTrailClient,
  trail: Trail,
  region: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (trail.HomeRegion !== region && !trail.IsMultiRegionTrail) return `it is of ${trail.HomeRegion} alone`;
  const { GetEventSelectorsCommand, GetTrailStatusCommand } = await import('@aws-sdk/client-cloudtrail');
  // By its ARN: a name means a trail of this region.
  const arn = trail.TrailARN!;
  const call = <T>(operation: string, run: (abortSignal: AbortSignal) => Promise<T>): Promise<T> =>
    aws.call({ operation, resource: arn, actions: [`cloudtrail:${operation}`] }, signal, run);
  const { IsLogging } = await call('GetTrailStatus', (abortSignal) =>
    client.send(new GetTrailStatusCommand({ Name: arn }), { abortSignal }),
  );
  if (IsLogging !== true) return 'it is switched off';
  return whyReadsAreMissing(
    await call('GetEventSelectors', (abortSignal) => client.send(new GetEventSelectorsCommand({ TrailName: arn }), { abortSignal })),
  );
}
