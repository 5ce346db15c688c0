import { AddTagsToResourceCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../../../../tools/local-aws/fault-proxy';
import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

const data = (path: string, more = '') => `data "coffer_secrets" "all" {\n path = "${path}"\n ${more}\n}`;

interface Secrets {
  readonly names: string[];
  readonly secrets: Record<string, unknown>[];
}

async function found(hcl: string): Promise<Secrets> {
  local.terraform.configure(hcl);
  await local.terraform.apply();
  return (await local.terraform.state())['data.coffer_secrets.all'] as unknown as Secrets;
}

const many = (count: number, tagged: boolean) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const Name = `/api/key_${String(index).padStart(3, '0')}`;
      await local.ssm.send(
        new PutParameterCommand({
          Name,
          Value: `CANARY-${index}`,
          Type: 'SecureString',
          Tags: tagged ? [{ Key: 'coffer:claim', Value: `claim-${index}` }] : undefined,
        }),
      );
    }),
  );

/** How often each operation was called. */
function calls(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of local.aws.requests()) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

describe('the data source of a path', () => {
  test('tells what is known of every parameter on its level, sorted, and never a value', async () => {
    await local.chamberWrite('/api/b-key', 'CANARY-b', 3);
    await local.chamberWrite('/api/a_key', 'CANARY-a', 1);
    await local.chamberWrite('/api/deeper/key', 'CANARY-deeper', 1);
    await local.chamberWrite('/api2/key', 'CANARY-other', 1);
    await local.ssm.send(
      new AddTagsToResourceCommand({
        ResourceType: 'Parameter',
        ResourceId: '/api/b-key',
        Tags: [
          { Key: 'Team', Value: 'payments' },
          { Key: 'coffer:claim', Value: 'shop/vault/key' },
        ],
      }),
    );
    const { names, secrets } = await found(data('/api'));
    expect(names).toEqual(['/api/a_key', '/api/b-key']);
    const common = {
      version: 1,
      tier: 'Standard',
      kms_key_id: 'alias/aws/ssm',
      type: 'SecureString',
      age_days: 0,
      last_modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    };
    expect(secrets).toEqual([
      {
        ...common,
        name: '/api/a_key',
        arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/a_key',
        chamber_version: 1,
        tags: {},
        claim: null,
      },
      {
        ...common,
        name: '/api/b-key',
        arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/b-key',
        chamber_version: 3,
        tags: { Team: 'payments' },
        claim: 'shop/vault/key',
      },
    ]);
    expect((await local.terraform.run(['state', 'pull'])).stdout).not.toContain('CANARY');
  });

  test('that is recursive tells of deeper levels too', async () => {
    await local.chamberWrite('/api/key', 'CANARY-key', 1);
    await local.chamberWrite('/api/pr-12/web/key', 'CANARY-deeper', 1);
    expect((await found(data('/api', 'recursive = true'))).names).toEqual(['/api/key', '/api/pr-12/web/key']);
  });

  test('under which there is nothing gives empty lists, and asks for no tags', async () => {
    expect(await found(data('/nothing'))).toMatchObject({ names: [], secrets: [] });
    expect(Object.keys(calls())).toEqual(['DescribeParameters']);
  });

  test('with 100 parameters takes a listing of them and one of their tags, and decrypts nothing', async () => {
    await many(100, true);
    local.terraform.configure(data('/api'));
    local.aws.clearRequests();
    const { code } = await local.terraform.run(['plan', '-out=plan']);
    expect(code).toBe(0);
    // The local AWS gives 10 parameters a page, an empty one at the end, and 50 resources a page, where AWS gives 50 and 100: there it is 2
    // calls and 1.
    // It leaves out ARNs too, for which the account's number has to be asked.
    expect(calls()).toEqual({ DescribeParameters: 11, GetResources: 2, GetCallerIdentity: 1 });
    expect(local.aws.requests().filter(({ withDecryption }) => withDecryption === true)).toEqual([]);
    const shown = JSON.parse((await local.terraform.run(['show', '-json', 'plan'])).stdout) as {
      prior_state: { values: { root_module: { resources: { values: Secrets }[] } } };
    };
    expect(shown.prior_state.values.root_module.resources[0]!.values.secrets.map(({ claim }) => claim)).toEqual(
      Array.from({ length: 100 }, (_, index) => `claim-${index}`),
    );
  });

  test('twice in one configuration lists the tags once', async () => {
    await many(3, true);
    await local.chamberWrite('/web/key', 'CANARY-web', 1);
    local.terraform.configure(`${data('/api')}\n data "coffer_secrets" "web" {\n path = "/web"\n }`);
    local.aws.clearRequests();
    await local.terraform.run(['plan']);
    expect(calls()).toEqual({ DescribeParameters: 2, GetResources: 1, GetCallerIdentity: 1 });
  });

  test('where tags may not be listed asks for those of each parameter', async () => {
    await many(12, true);
    const proxy = await FaultProxy.start({ target: local.aws.endpoint });
    try {
      proxy.inject({
        operation: 'GetResources',
        before: { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'not authorized to perform: tag:GetResources' },
      });
      local.terraform.connectTo(proxy.endpoint);
      local.aws.clearRequests();
      const { secrets } = await found(data('/api'));
      expect(secrets.map(({ claim }) => claim)).toEqual(Array.from({ length: 12 }, (_, index) => `claim-${index}`));
      expect(calls()).toMatchObject({ ListTagsForResource: 12 });
    } finally {
      await proxy.close();
    }
  });

  test.each(['api', '/api/', '/', '', '/a b', `/${Array.from({ length: 15 }, () => 'x').join('/')}`])('cannot be %j', async (path) => {
    local.terraform.configure(data(path));
    expect(await local.terraform.applyError()).toBe(
      `Error: Wrong path '${path}' is no path of parameters: a slash and a name of letters, digits, '_', '-' and '.', ` +
        `up to 14 times, such as /api.`,
    );
    expect(local.aws.requests()).toEqual([]);
  });
});
