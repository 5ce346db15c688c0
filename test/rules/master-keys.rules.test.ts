import { generateKeyPairSync } from 'node:crypto';
import { declared, errorOfForeignGrant, granted, grantsOf, looseGrants, synthesized, type Declared } from './declared';
import { Live } from './live';
import { ApplicationSecret, CertificateAuthority, type IGrantee, KeyAlgorithm, MasterKey, SecretSource } from '../../src';
import { describePublicKey, publicKeyOf } from '../../src/programs/values/key-material';
import { thrownBy } from '../support/errors';

jest.setTimeout(300_000);

const live = Live.forAll();
const OLDER = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

describe('MasterKey', () => {
  const declare = ({ stack, vault }: Declared): MasterKey =>
    new MasterKey(stack, 'backup', { vault, service: 'backup', key: 'age', algorithm: KeyAlgorithm.ed25519() });
  const OBJECT = 'backup/age.pem';
  const scenario = () => ({
    resource: 'MasterKey',
    operation: 'create',
    after: live.configurationOf(
      synthesized((each) => {
        declare(each);
      }),
    ),
    versions: { [OBJECT]: 1 },
  });

  test('R1: no line of its PEM is in a plan, a state, an answer of the provider or its log', async () => {
    const { seen } = await live.clean(scenario());
    expect(seen.values[OBJECT]).toEqual([expect.stringContaining('PRIVATE KEY')]);
  });

  test('R2: plan, apply and refresh read nothing', async () => {
    expect(await live.decrypted(scenario().after)).toEqual({ apply: [], plan: [] });
  });

  test('R3: it is refused where the name is a secret already, in the bucket or in Parameter Store', () => {
    const { stack, vault } = declared();
    new MasterKey(stack, 'first', { vault, service: 'pki', key: 'once' });
    new ApplicationSecret(stack, 'app', { vault, service: 'pki', key: 'taken', source: SecretSource.supplied() });
    const again = (key: string) => thrownBy(() => new MasterKey(stack, `again-${key}`, { vault, service: 'pki', key })).name;
    expect([again('once'), again('taken')]).toEqual(['DuplicateSecretError', 'TwoSystemsOfRecordError']);
  });

  test('R4: no role of another stage reads it, and a role reads the one key that it was granted', () => {
    expect(errorOfForeignGrant((here, foreign) => declare(here).grantRead(foreign))).toBe('GrantError');
    const configuration = synthesized((each) => {
      declare(each).grantRead(each.role('restore'));
      new MasterKey(each.stack, 'other', { vault: each.vault, service: 'backup', key: 'other' });
    });
    expect(granted(configuration, 's3')).toEqual([OBJECT]);
  });

  test('R5: killed at any call to AWS, the next apply leaves what there is without that', async () => {
    const { points, problems } = await live.killedEverywhere(scenario());
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(5);
  });

  test('R6: the plan is empty after an apply', async () => {
    const { after } = scenario();
    expect(await (await live.applied(after)).planned(after)).toBe('none');
  });

  test(
    'R8: it is not deleted before its protection is off, its versions stay even then, ' + 'and adopting leaves the key as it is',
    async () => {
      const { after } = scenario();
      const terraform = await live.applied(after);
      expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
      const unprotected = live.configurationOf(
        synthesized((each) => {
          declare(each);
        }),
        { deletion_protection: false },
      );
      expect((await terraform.apply(unprotected)).errors).toEqual([]);
      expect((await terraform.apply({})).errors).toEqual([]);
      expect((await live.world.objects()).map(({ key, versions }) => [key, versions.length])).toEqual([[OBJECT, 1]]);
      const adopting = await live.terraform(() => live.world.put(OBJECT, OLDER));
      const adopt = live.configurationOf(
        synthesized((each) => {
          declare(each);
        }),
        { adopt: true, public_key_pem: describePublicKey(publicKeyOf(OLDER)).pem },
      );
      expect((await adopting.apply(adopt)).errors).toEqual([]);
      expect((await live.world.objects()).map(({ versions }) => versions.map(({ content }) => content))).toEqual([[OLDER]]);
    },
  );

  test('R9: grants name exact objects, and tie the key to S3 and to the bucket', () => {
    const configuration = synthesized((each) => declare(each).grantRead(each.role('restore')));
    expect(grantsOf(configuration)).toHaveLength(2);
    expect(looseGrants(configuration)).toEqual([]);
  });
});

describe('CertificateAuthority', () => {
  const declare = ({ stack, vault, role }: Declared, signers: IGrantee[] = [role('terraform')]): void => {
    const root = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
    new CertificateAuthority(stack, 'issuing', { vault, key: 'issuing', subject: { commonName: 'Acme Issuing' }, parent: root, signers });
  };
  const OBJECTS = ['pki/issuing.pem', 'pki/root.pem'];
  const scenario = () => ({
    resource: 'CertificateAuthority',
    operation: 'create',
    after: live.configurationOf(synthesized((each) => declare(each))),
    versions: { 'pki/root.pem': 1, 'pki/issuing.pem': 1 },
  });

  test('R1: no line of its PEM is in a plan, a state, an answer of the provider or its log', async () => {
    const { seen } = await live.clean(scenario());
    expect(OBJECTS.map((name) => seen.values[name])).toEqual(Array.from({ length: 2 }, () => [expect.stringContaining('PRIVATE KEY')]));
  });

  test('R2: plan and refresh read nothing, and an apply that signs reads the signing key only', async () => {
    const { apply, plan } = await live.decrypted(scenario().after);
    expect(plan).toEqual([]);
    // The root signs itself and the issuing authority, whose own key signs nothing here.
    expect(apply.length).toBeGreaterThan(0);
    expect(apply.filter((each) => !/^GetObject \S*pki\/root\.pem$/.test(each))).toEqual([]);
  });

  test('R3: it is refused where its key is a secret already', () => {
    const each = declared();
    declare(each);
    expect(
      thrownBy(
        () => new CertificateAuthority(each.stack, 'again', { vault: each.vault, key: 'root', subject: { commonName: 'Acme Root' } }),
      ).name,
    ).toBe('DuplicateSecretError');
  });

  test('R4: no role of another stage signs with it, and a signer reads the key of the one authority that names it', () => {
    expect(errorOfForeignGrant((here, foreign) => declare(here, [foreign]))).toBe('GrantError');
    expect(
      granted(
        synthesized((each) => declare(each)),
        's3',
      ),
    ).toEqual(['pki/issuing.pem']);
  });

  test('R5: killed at any call to AWS, the next apply leaves what there is without that', async () => {
    const { points, problems } = await live.killedEverywhere(scenario());
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(10);
  });

  test('R6: the plan is empty after an apply', async () => {
    const { after } = scenario();
    expect(await (await live.applied(after)).planned(after)).toBe('none');
  });

  test('R8: its key is not deleted before its protection is off', async () => {
    const terraform = await live.applied(scenario().after);
    expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
    expect((await live.world.objects()).map(({ key, current }) => [key, current !== undefined])).toEqual(OBJECTS.map((key) => [key, true]));
  });

  test('R9: signers get exact objects, and the key through S3 for the bucket', () => {
    const configuration = synthesized((each) => declare(each));
    expect(grantsOf(configuration)).toHaveLength(2);
    expect(looseGrants(configuration)).toEqual([]);
  });
});
