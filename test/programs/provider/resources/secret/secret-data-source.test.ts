import { AddTagsToResourceCommand, DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../../../../tools/local-aws/fault-proxy';
import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

const data = (name = '/api/key', more = '') => `data "coffer_secret" "key" {\n name = "${name}"\n ${more}\n}`;

async function found(hcl = data()): Promise<Record<string, unknown>> {
  local.terraform.configure(hcl);
  await local.terraform.apply();
  return (await local.terraform.state())['data.coffer_secret.key']!;
}

describe('the data source of a secret', () => {
  test('tells what is known of it, and never its value', async () => {
    await local.chamberWrite('/api/key', 'CANARY-chamber-1', 7);
    await local.ssm.send(
      new AddTagsToResourceCommand({
        ResourceType: 'Parameter',
        ResourceId: '/api/key',
        Tags: [
          { Key: 'Team', Value: 'payments' },
          { Key: 'coffer:claim', Value: 'shop/vault/key' },
          { Key: 'coffer:revision', Value: 'generation=2 after=1' },
        ],
      }),
    );
    const before = Math.floor(Date.now() / 1000) * 1000;
    await local.chamberWrite('/api/key', 'CANARY-chamber-2', 8);
    const state = await found();
    expect(state).toEqual({
      name: '/api/key',
      arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/key',
      version: 2,
      chamber_version: 8,
      tier: 'Standard',
      kms_key_id: 'alias/aws/ssm',
      type: 'SecureString',
      tags: { Team: 'payments' },
      claim: 'shop/vault/key',
      last_modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      age_days: 0,
    });
    const at = Date.parse(state.last_modified as string);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  test("has no claim, no key and chamber's version 0 where there are none", async () => {
    await local.ssm.send(new PutParameterCommand({ Name: '/api/key', Value: 'CANARY-plain', Type: 'String', Description: 'by hand' }));
    expect(await found()).toMatchObject({ type: 'String', claim: null, chamber_version: 0, tags: {} });
  });

  test.each([
    ['400 nines', '9'.repeat(400)],
    ['the greatest number that chamber has', '9223372036854775807'],
    ['a text that Terraform knows as a number', 'Infinity'],
  ])("has chamber's version 0, and fails no plan, if somebody wrote %s for it", async (_, Description) => {
    await local.ssm.send(new PutParameterCommand({ Name: '/api/key', Value: 'CANARY', Type: 'SecureString', Description }));
    expect(await found()).toMatchObject({ chamber_version: 0 });
  });

  test('needs two calls of Parameter Store, neither of which decrypts', async () => {
    await local.chamberWrite('/api/key', 'CANARY-chamber', 1);
    local.terraform.configure(data());
    local.aws.clearRequests();
    await local.terraform.run(['plan']);
    // The local AWS leaves out ARNs, for which the account's number has to be asked; that needs no permission.
    expect(
      local.aws
        .requests()
        .map(({ operation }) => operation)
        .sort(),
    ).toEqual(['DescribeParameters', 'GetCallerIdentity', 'ListTagsForResource']);
    expect(local.aws.requests().filter(({ withDecryption }) => withDecryption === true)).toEqual([]);
  });

  test('that was written in the same apply is read after it', async () => {
    expect(
      await found(`${secret('generate = {}\n claim = "shop"')}\n ${data('/api/key', 'depends_on = [coffer_secret.key]')}`),
    ).toMatchObject({ version: 1, chamber_version: 1, claim: 'shop' });
  });

  test('that is not there is an error that says what to do', async () => {
    local.terraform.configure(data());
    expect(await local.terraform.applyError()).toBe(
      'Error: There is no secret /api/key Parameter Store has no such parameter in this account and region. ' +
        "Check the name and the provider's region, " +
        'or write it first: a coffer_secret resource (then refer to it by depends_on), or chamber write.',
    );
  });

  test('by a name that chamber cannot read is refused before AWS is asked', async () => {
    local.terraform.configure(data('/api/db pass'));
    expect(await local.terraform.applyError()).toContain("Error: Wrong name '/api/db pass': key 'db pass' is not a name chamber can read");
    expect(local.aws.requests()).toEqual([]);
  });

  test('waits for a listing that lags behind', async () => {
    await local.chamberWrite('/api/key', 'CANARY-chamber', 1);
    const proxy = await FaultProxy.start({ target: local.aws.endpoint });
    try {
      // As if the first two listings did not show yet what its tags say is there.
      const hidden = proxy.inject({
        operation: 'DescribeParameters',
        times: 1,
        before: {
          kind: 'call',
          fn: async () => {
            await local.ssm.send(new DeleteParameterCommand({ Name: '/api/key' }));
          },
        },
      });
      const shown = proxy.inject({
        operation: 'DescribeParameters',
        skip: 1,
        times: 1,
        before: { kind: 'call', fn: () => local.chamberWrite('/api/key', 'CANARY-chamber', 5) },
      });
      local.terraform.connectTo(proxy.endpoint);
      local.terraform.configure(data());
      expect(await local.terraform.plan()).toBe('none');
      expect([hidden.hits, shown.hits, local.calls('DescribeParameters')]).toEqual([1, 1, 3]);
    } finally {
      await proxy.close();
    }
  });
});
