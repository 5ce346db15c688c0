import { declared, errorOfForeignGrant, granted, grantsOf, looseGrants, synthesized, type Declared } from './declared';
import { Live } from './live';
import { BootstrapSecret, type IGrantee, SecretSource } from '../../src';
import { statementsOf } from '../controls/statements';
import { thrownBy } from '../support/errors';

jest.setTimeout(300_000);

const live = Live.forAll();
const declare = ({ stack, vault, role }: Declared, readers: IGrantee[] = [role('terraform')]): BootstrapSecret[] => [
  new BootstrapSecret(stack, 'token', { vault, system: 'hashicorp-vault', key: 'root_token', source: SecretSource.supplied(), readers }),
  new BootstrapSecret(stack, 'seed', { vault, system: 'hashicorp-vault', key: 'seed', source: SecretSource.generated({ length: 40 }) }),
];
const SEED = '/bootstrap/hashicorp-vault/seed';
const scenario = () => ({
  resource: 'BootstrapSecret',
  operation: 'create',
  after: live.configurationOf(
    synthesized((each) => {
      declare(each);
    }),
  ),
  versions: { [SEED]: 1 },
});

describe('BootstrapSecret', () => {
  test('R1: no value is in a plan, a state, an answer of the provider or its log', async () => {
    const { seen } = await live.clean(scenario());
    expect(seen.values[SEED]).toEqual([expect.stringMatching(/^.{40}$/)]);
  });

  test('R2: plan, apply and refresh decrypt nothing', async () => {
    expect(await live.decrypted(scenario().after)).toEqual({ apply: [], plan: [] });
  });

  test('R3: it is refused where the name is a secret already', () => {
    const each = declared();
    declare(each);
    expect(
      thrownBy(
        () =>
          new BootstrapSecret(each.stack, 'again', {
            vault: each.vault,
            system: 'hashicorp-vault',
            key: 'seed',
            source: SecretSource.supplied(),
          }),
      ).name,
    ).toBe('DuplicateSecretError');
  });

  test('R4: no role of another stage is a reader, and a reader reads the one secret that names it', () => {
    expect(errorOfForeignGrant((here, foreign) => declare(here, [foreign]))).toBe('GrantError');
    expect(
      granted(
        synthesized((each) => {
          declare(each);
        }),
        'ssm',
      ),
    ).toEqual(['/bootstrap/hashicorp-vault/root_token']);
  });

  test('R5: killed at any call to AWS, the next apply leaves what there is without that', async () => {
    const { points, problems } = await live.killedEverywhere(scenario());
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(5);
  });

  test('R6: the plan is empty after an apply, and after a person wrote the value', async () => {
    const { after } = scenario();
    const terraform = await live.applied(after);
    await live.write('/bootstrap/hashicorp-vault/root_token', 'CANARY-root-token', 1);
    await live.write(SEED, 'CANARY-new-seed', 2);
    expect(await terraform.planned(after)).toBe('none');
  });

  test('R7: chamber reads it, and what chamber could not read is refused', async () => {
    await live.applied(scenario().after);
    expect(await live.world.parameters()).toEqual([expect.objectContaining({ name: SEED, type: 'SecureString', description: '1' })]);
    const { stack, vault } = declared();
    expect(
      thrownBy(
        () => new BootstrapSecret(stack, 'x', { vault, system: 'hashicorp-vault', key: 'Root.Token', source: SecretSource.supplied() }),
      ).name,
    ).toBe('SecretNameError');
  });

  test('R8: it is not deleted before its protection is off, and adopting leaves the value as it is', async () => {
    const terraform = await live.applied(scenario().after);
    expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
    expect(await live.world.parameters()).toHaveLength(1);
    const adopting = await live.terraform(() => live.write(SEED, 'CANARY-older-than-the-program', 3));
    const seed = { system: 'hashicorp-vault', key: 'seed', source: SecretSource.generated(), adopt: true };
    expect(
      (
        await adopting.apply(
          live.configurationOf(
            synthesized(({ stack, vault }) => {
              new BootstrapSecret(stack, 'seed', { vault, ...seed });
            }),
          ),
        )
      ).errors,
    ).toEqual([]);
    expect((await live.world.parameters()).map(({ values }) => values)).toEqual([['CANARY-older-than-the-program']]);
  });

  test('R9: readers are named in their policies and in the policy of the key, and in no other', () => {
    const configuration = synthesized((each) => {
      declare(each);
    });
    expect(grantsOf(configuration)).toHaveLength(2);
    expect(looseGrants(configuration)).toEqual([]);
    const [only] = statementsOf(configuration).filter(({ sid }) => sid === 'OnlyReadersDecrypt');
    expect(only!.conditions.ArnNotLike!['aws:PrincipalArn']).toEqual([
      '${aws_iam_role.terraform.arn}',
      'arn:aws:iam::111122223333:role/break-glass',
    ]);
  });
});
