import type { EvaluationResult } from '@aws-sdk/client-iam';
import type { CallerIdentity } from '../../aws/accounts';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError, isRefused } from '../../aws/errors';

/** What may be done to one resource, by IAM's own simulator. */
export interface Simulated {
  readonly action: string;
  readonly isAllowed: boolean;
  /** What denies it beyond the caller's own policies, if something does. */
  readonly because: string | undefined;
}

/** A question for the simulator. */
export interface Question {
  readonly actions: readonly string[];
  readonly resource: string;
  /** Condition keys of the request, by name. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Asks IAM what the caller may do; undefined if it may not ask. The simulator knows identity policies, boundaries and service
 * control policies, not the policies of keys.
 */
export async function simulate(
  aws: AwsClients,
  principal: string,
  { actions, resource, context }: Question,
  signal: AbortSignal,
): Promise<readonly Simulated[] | undefined> {
  const { IAMClient, SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const client = await aws.client('iam', (config) => Promise.resolve(new IAMClient(config)));
  try {
    const answer = await aws.call(
      { operation: 'SimulatePrincipalPolicy', resource: principal, actions: ['iam:SimulatePrincipalPolicy'] },
      signal,
      (abortSignal) =>
        client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: principal,
            ActionNames: [...actions],
            ResourceArns: [resource],
            ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyValues: [value],
              ContextKeyType: 'string',
            })),
          }),
          { abortSignal },
        ),
      { maxRetries: 2 },
    );
    return (answer.EvaluationResults ?? []).map((result) => ({
      action: result.EvalActionName!,
      isAllowed: result.EvalDecision === 'allowed',
      because: reasonOf(result),
    }));
  } catch (error) {
    // A stand-in of AWS, such as LocalStack, may not know the call at all.
    if (isRefused(error) || (error instanceof AwsCallError && !signal.aborted)) return undefined;
    throw error;
  }
}

/**
 * The identity whose policies count: of a session, its role. Its ARN has the role's path, which the session's has not;
 * undefined where that cannot be found out.
 */
export async function principalOf(
  aws: AwsClients,
  { arn, accountId, partition }: CallerIdentity,
  signal: AbortSignal,
): Promise<string | undefined> {
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role === undefined) return /:(user|role)\//.test(arn) ? arn : undefined;
  const { GetRoleCommand, IAMClient } = await import('@aws-sdk/client-iam');
  const client = await aws.client('iam', (config) => Promise.resolve(new IAMClient(config)));
  try {
    const answer = await aws.call({ operation: 'GetRole', resource: role, actions: ['iam:GetRole'] }, signal, (abortSignal) =>
      client.send(new GetRoleCommand({ RoleName: role }), { abortSignal }),
    );
    return answer.Role!.Arn!;
  } catch (error) {
    if (!(error instanceof AwsCallError) || signal.aborted) throw error;
    return role.startsWith('AWSReservedSSO_') ? undefined : `arn:${partition}:iam::${accountId}:role/${role}`;
  }
}

function reasonOf({ EvalDecision, OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail }: EvaluationResult): string | undefined {
  if (EvalDecision === 'allowed') return undefined;
  if (OrganizationsDecisionDetail?.AllowedByOrganizations === false) return 'a service control policy of the organization';
  if (PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false) return 'the permissions boundary';
  return EvalDecision === 'explicitDeny' ? 'an explicit deny' : undefined;
}
