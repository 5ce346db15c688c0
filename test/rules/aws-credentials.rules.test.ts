import { declared, errorOfForeignGrant, granted, grantsOf, looseGrants, synthesized, type Declared } from './declared';
import { Live } from './live';
import { ApplicationSecret, AwsCredentials, SecretSource } from '../../src';
import { thrownBy } from '../support/errors';
import { only } from '../support/synth';

jest.setTimeout(300_000);

const live = Live.forAll();
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:PutObject'], Resource: 'arn:aws:s3:::acme-artifacts/incoming/x' }],
});
const NAME = '/ci/aws_credentials';
const FIRST = JSON.stringify({ Version: 1, AccessKeyId: 'AKIACANARY', SecretAccessKey: 'CANARY-secret-access-key-rules' });
// By hand: what the rotator's role may do is in the tests of rotation.
const declare = ({ stack, vault }: Declared): AwsCredentials =>
  new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy: POLICY, rotated: false });
const configuration = (tags?: Record<string, string>) =>
  live.configurationOf(
    synthesized((each) => {
      declare(each);
    }),
    tags ? { tags } : {},
  );
/** Tags, after somebody has written the first key. */
const scenario = () => ({
  resource: 'AwsCredentials',
  operation: 'tags after the first key',
  before: configuration(),
  meanwhile: () => live.write(NAME, FIRST, 1),
  after: configuration({ team: 'ci' }),
  versions: { [NAME]: 1 },
});

describe('AwsCredentials', () => {
  test('R1: no key is in a plan, a state, an answer of the provider or its log, and none is made by Terraform', async () => {
    const { seen } = await live.clean(scenario());
    expect(seen.values[NAME]).toEqual([FIRST]);
    expect(
      synthesized((each) => {
        declare(each);
      }).resource.aws_iam_access_key,
    ).toBeUndefined();
  });

  test('R2: plan, apply and refresh decrypt nothing', async () => {
    expect(await live.decrypted(configuration())).toEqual({ apply: [], plan: [] });
  });

  test('R3: they are refused where the name is a secret already', () => {
    const each = declared();
    new ApplicationSecret(each.stack, 'taken', {
      vault: each.vault,
      service: 'ci',
      key: 'aws_credentials',
      source: SecretSource.supplied(),
    });
    expect(thrownBy(() => declare(each)).name).toBe('DuplicateSecretError');
  });

  test('R4: no role of another stage reads them, and a role reads these only', () => {
    expect(errorOfForeignGrant((here, foreign) => declare(here).grantRead(foreign))).toBe('GrantError');
    expect(
      granted(
        synthesized((each) => declare(each).grantRead(each.role('agent'))),
        'ssm',
      ),
    ).toEqual([NAME]);
  });

  test('R5: killed at any call to AWS, the next apply leaves what there is without that', async () => {
    const { points, problems } = await live.killedEverywhere(scenario());
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(5);
  });

  test('R6: the plan is empty after an apply, after the first key and after the next one', async () => {
    const terraform = await live.applied(configuration());
    for (const version of [1, 2]) {
      await live.write(NAME, FIRST, version);
      expect(await terraform.planned(configuration())).toBe('none');
    }
  });

  test('R7: chamber reads and writes them, and what chamber could not read is refused', async () => {
    const terraform = await live.applied(configuration());
    await live.write(NAME, FIRST, 1);
    expect((await terraform.apply(configuration({ team: 'ci' }))).errors).toEqual([]);
    expect(await live.world.parameters()).toEqual([expect.objectContaining({ type: 'SecureString', description: '1', values: [FIRST] })]);
    const { stack, vault } = declared();
    expect(thrownBy(() => new AwsCredentials(stack, 'x', { vault, service: 'ci', key: 'Upper', policy: POLICY })).name).toBe(
      'SecretNameError',
    );
  });

  test('R8: neither the parameter nor the user is deleted before their protection is off', async () => {
    const terraform = await live.applied(configuration());
    await live.write(NAME, FIRST, 1);
    expect(await terraform.planned(configuration())).toBe('none');
    await terraform.apply(configuration());
    expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
    expect(await live.world.parameters()).toHaveLength(1);
    expect(
      only(
        synthesized((each) => {
          declare(each);
        }).resource.aws_iam_user,
      ),
    ).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  });

  test('R9: grants name the exact parameter, the user has the given policy only, and a wildcard in it is refused', () => {
    const stack = synthesized((each) => declare(each).grantRead(each.role('agent')));
    expect(grantsOf(stack)).toHaveLength(3);
    expect(looseGrants(stack)).toEqual([]);
    const each = declared();
    const wide = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::acme-artifacts' }],
    });
    expect(thrownBy(() => new AwsCredentials(each.stack, 'wide', { vault: each.vault, service: 'wide', policy: wide })).name).toBe(
      'PolicyError',
    );
  });
});
