import { declarationId } from '../contracts/audit/declarations';
import { type PolicyStatement, render } from '../iam/policy-document';

/** All that writes an item, or takes one away: also in batches, in transactions and by PartiQL. */
const WRITES = ['BatchWriteItem', 'DeleteItem', 'PartiQLDelete', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'UpdateItem'] as const;

/**
 * The policy of a watcher's table: whoever wrote there that something was told, seen or counted already would keep a notice back, and no
 * trail would say so, since writes of items are data events.
 *
 * Items of declarations are left to IAM. Whoever deploys writes them, by whichever role, and a false one is found by its SHA-256. Nothing
 * is denied but writes of items, so that an apply, and whoever looks after the account, can change or take away the policy itself.
 *
 * @see DynamoDB: Using IAM policy conditions for fine-grained access control
 */
export function watcherTablePolicy(tableArn: string, roleArn: string): string {
  const denied = (Sid: string, condition: NonNullable<PolicyStatement['Condition']>): PolicyStatement => ({
    Sid,
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: WRITES.map((write) => `dynamodb:${write}`),
    Resource: tableArn,
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn }, ...condition },
  });
  return render([
    denied('OnlyTheWatcherRemembers', { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': declarationId('*') } }),
    // A request that says no key is none of Terraform's: without this, a missing key would let it past the statement above.
    denied('NobodyWritesWithoutKey', { Null: { 'dynamodb:LeadingKeys': 'true' } }),
  ]);
}
