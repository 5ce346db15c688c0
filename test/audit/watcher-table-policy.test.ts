import { runSimulation } from '@cloud-copilot/iam-simulate';
import { watcherTablePolicy } from '../../src/audit/watcher-table-policy';
import { EVERYTHING } from '../support/iam';

const ACCOUNT = '111122223333';
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/acme-audit`;
const WATCHER = `arn:aws:iam::${ACCOUNT}:role/acme-audit-watcher-1`;
const ADMIN = `arn:aws:iam::${ACCOUNT}:role/admin`;
const WRITES = ['BatchWriteItem', 'DeleteItem', 'PartiQLDelete', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'UpdateItem'];

/** The decision on a call by somebody whom IAM lets do everything. */
async function decide(principal: string, action: string, keys?: readonly string[]): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal,
        action: `dynamodb:${action}`,
        resource: { resource: TABLE, accountId: ACCOUNT },
        contextVariables: { 'aws:PrincipalArn': principal, ...(keys && { 'dynamodb:LeadingKeys': [...keys] }) },
      },
      identityPolicies: [{ name: 'everything', policy: JSON.parse(EVERYTHING) as object }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: JSON.parse(watcherTablePolicy(TABLE, WATCHER)) as object,
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`not a call that AWS knows: ${JSON.stringify(result.errors)}`);
  // A key that an action does not have would be a condition that never holds.
  if (result.resultType === 'single') expect(result.result.ignoredContextKeys ?? []).toEqual([]);
  return result.overallResult;
}

describe('by the policy of its table, whatever IAM allows', () => {
  test.each(WRITES)('%s of what the watcher remembers is for its role alone', async (write) => {
    for (const key of ['told#SecretReadByStranger#x', 'seen#x', 'most#x', 'count#x', 'declared', 'x-declared#1']) {
      expect([key, await decide(ADMIN, write, [key])]).toEqual([key, 'ExplicitlyDenied']);
      expect([key, await decide(WATCHER, write, [key])]).toEqual([key, 'Allowed']);
    }
    expect(await decide(`arn:aws:iam::${ACCOUNT}:root`, write, ['told#x'])).toBe('ExplicitlyDenied');
    expect(await decide(`arn:aws:iam::${ACCOUNT}:role/elsewhere/acme-audit-watcher-1`, write, ['told#x'])).toBe('ExplicitlyDenied');
  });

  test.each(WRITES)('%s of what was declared is for whoever deploys, by whichever role', async (write) => {
    expect(await decide(ADMIN, write, ['declared#abc'])).toBe('Allowed');
    expect(await decide(ADMIN, write, ['declared#abc', 'declared#def'])).toBe('Allowed');
  });

  test('one key among those of declarations lets no other past', async () => {
    expect(await decide(ADMIN, 'BatchWriteItem', ['declared#abc', 'told#x'])).toBe('ExplicitlyDenied');
    for (const write of WRITES) expect(await decide(ADMIN, write)).toBe('ExplicitlyDenied');
  });

  test.each(['GetItem', 'Scan', 'DescribeTable', 'UpdateTable', 'PutResourcePolicy', 'DeleteResourcePolicy', 'DeleteTable'])(
    '%s is not its business: nobody is locked out',
    async (action) => {
      expect(await decide(ADMIN, action)).toBe('Allowed');
    },
  );

  test('another account gets nothing by it', () => {
    const { Statement: statements } = JSON.parse(watcherTablePolicy(TABLE, WATCHER)) as { Statement: { Effect: string }[] };
    expect(statements.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny']);
  });
});
