import { TerraformVariable } from 'cdktf';
import { declared, errorOfForeignGrant, granted, grantsOf, looseGrants, synthesized, type Declared } from './declared';
import { GIVEN, LEAF, Live } from './live';
import { ApplicationSecret, JsonField, KeyAlgorithm, MasterKey, SecretSource } from '../../src';
import { thrownBy } from '../support/errors';

jest.setTimeout(300_000);

const live = Live.forAll();
const declare = ({ stack, vault }: Declared): ApplicationSecret[] => {
  const variable = new TerraformVariable(stack, 'token', { type: 'string' });
  const secret = (key: string, source: SecretSource) => new ApplicationSecret(stack, key, { vault, service: 'api', key, source });
  return [
    secret('password', SecretSource.generated()),
    secret('token_of', SecretSource.fromVariable(variable)),
    secret('login', SecretSource.json({ fields: { user: JsonField.text('app'), password: JsonField.generated() } })),
    secret('smtp', SecretSource.supplied()),
  ];
};
const scenario = () => ({
  resource: 'ApplicationSecret',
  operation: 'create',
  after: live.configurationOf(synthesized(declare)),
  versions: { '/api/password': 1, '/api/token_of': 1, '/api/login': 1 },
});

describe('ApplicationSecret', () => {
  test('R1: no value is in what is synthesized, in a plan, a state, an answer of the provider or its log', async () => {
    expect(JSON.stringify(synthesized(declare))).not.toContain('CANARY');
    const { seen } = await live.clean(scenario());
    expect(Object.values(seen.values).flat()).toEqual(expect.arrayContaining([GIVEN, JSON.stringify({ user: 'app', password: LEAF })]));
  });

  test('R2: plan, apply and refresh decrypt nothing', async () => {
    expect(await live.decrypted(scenario().after)).toEqual({ apply: [], plan: [] });
  });

  test('R3: it is refused where the name is a secret already, in the same system of record or another', () => {
    const { stack, vault } = declared();
    new MasterKey(stack, 'key', { vault, service: 'api', key: 'taken', algorithm: KeyAlgorithm.ed25519() });
    new ApplicationSecret(stack, 'first', { vault, service: 'api', key: 'once', source: SecretSource.supplied() });
    const again = (id: string, key: string) =>
      thrownBy(() => new ApplicationSecret(stack, id, { vault, service: 'api', key, source: SecretSource.supplied() })).name;
    expect([again('a', 'taken'), again('b', 'once')]).toEqual(['TwoSystemsOfRecordError', 'DuplicateSecretError']);
  });

  test('R4: neither a role of another stage reads it, nor one that was granted something else of the service', () => {
    expect(errorOfForeignGrant((here, foreign) => declare(here)[0]!.grantRead(foreign))).toBe('GrantError');
    expect(
      granted(
        synthesized((each) => declare(each)[0]!.grantRead(each.role('own'))),
        'ssm',
      ),
    ).toEqual(['/api/password']);
  });

  test('R5: killed at any call to AWS, the next apply leaves what there is without that', async () => {
    const { points, problems } = await live.killedEverywhere(scenario());
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(10);
  });

  test('R6: the plan is empty after an apply, after a chamber write and after a supplied value', async () => {
    const { after } = scenario();
    const terraform = await live.applied(after);
    expect(await terraform.planned(after)).toBe('none');
    await live.write('/api/token_of', 'CANARY-by-chamber', 2);
    await live.write('/api/smtp', 'CANARY-supplied', 1);
    expect(await terraform.planned(after)).toBe('none');
  });

  test('R7: chamber reads it: a SecureString with its version number, and what chamber could not read is refused', async () => {
    await live.applied(scenario().after);
    expect((await live.world.parameters()).map(({ type, description }) => [type, description])).toEqual(
      Array.from({ length: 3 }, () => ['SecureString', '1']),
    );
    const { stack, vault } = declared();
    const named = (service: string, key: string) =>
      thrownBy(() => new ApplicationSecret(stack, `${service}${key}`, { vault, service, key, source: SecretSource.supplied() })).name;
    expect([named('api', 'Upper'), named('api', 'with.dot'), named('api', '1st'), named('_chamber', 'x')]).toEqual(
      Array.from({ length: 4 }, () => 'SecretNameError'),
    );
  });

  test('R8: it is not deleted before its protection is off, and adopting leaves the value as it is', async () => {
    const terraform = await live.applied(scenario().after);
    expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
    expect(await live.world.parameters()).toHaveLength(3);
    const adopting = await live.terraform(() => live.write('/api/old', 'CANARY-older-than-the-program', 7));
    const old = { service: 'api', key: 'old', source: SecretSource.generated(), adopt: true };
    expect(
      (
        await adopting.apply(
          live.configurationOf(
            synthesized(({ stack, vault }) => {
              new ApplicationSecret(stack, 'old', { vault, ...old });
            }),
          ),
        )
      ).errors,
    ).toEqual([]);
    expect((await live.world.parameters()).map(({ values }) => values)).toEqual([['CANARY-older-than-the-program']]);
  });

  test('R9: grants name exact parameters, and tie the key to Parameter Store and to them', () => {
    const configuration = synthesized((each) => {
      for (const secret of declare(each)) {
        secret.grantRead(each.role(`reads-${secret.key}`));
        secret.grantWrite(each.role(`writes-${secret.key}`));
      }
    });
    expect(grantsOf(configuration).length).toBeGreaterThan(15);
    expect(looseGrants(configuration)).toEqual([]);
  });
});
