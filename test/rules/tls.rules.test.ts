import { generateKeyPairSync } from 'node:crypto';
import { declared, errorOfForeignGrant, granted, grantsOf, looseGrants, synthesized, type Declared } from './declared';
import { Live } from './live';
import { ApplicationSecret, CertificateAuthority, SecretSource, SshKeyPair, TlsCertificate } from '../../src';
import { describePublicKey, publicKeyOf } from '../../src/programs/values/key-material';
import type { Configuration } from '../programs/provider/faults/configuration';
import { thrownBy } from '../support/errors';

jest.setTimeout(300_000);

const live = Live.forAll();
const OLDER = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

describe('TlsCertificate', () => {
  const declare = ({ stack, vault }: Declared): TlsCertificate => {
    const authority = new CertificateAuthority(stack, 'root', { vault, key: 'root', subject: { commonName: 'Acme Root' } });
    return new TlsCertificate(stack, 'api', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.example.com'] });
  };
  const everything = (): Configuration =>
    live.configurationOf(
      synthesized((each) => {
        declare(each);
      }),
    );
  /** Without the two parameters that hold certificates, which are no secrets, and in the state for all to see. */
  const scenario = () => ({
    resource: 'TlsCertificate',
    operation: 'create',
    after: Object.fromEntries(Object.entries(everything()).filter(([address]) => !address.startsWith('coffer_secret.'))),
    versions: { '/api/tls_key': 1, 'pki/root.pem': 1 },
  });

  test('R1: no line of its PEM is in a plan, a state, an answer of the provider or its log', async () => {
    const { seen } = await live.clean(scenario());
    expect(seen.values['/api/tls_key']).toEqual([expect.stringContaining('PRIVATE KEY')]);
  });

  test('R2: plan and refresh read nothing, and an apply that signs reads the key of the authority only', async () => {
    const { apply, plan } = await live.decrypted(everything());
    expect(plan).toEqual([]);
    expect(apply.length).toBeGreaterThan(0);
    expect(apply.filter((each) => !/^GetObject \S*pki\/root\.pem$/.test(each))).toEqual([]);
  });

  test('R3: it is refused where one of its parameters is a secret already', () => {
    const each = declared();
    new ApplicationSecret(each.stack, 'taken', { vault: each.vault, service: 'api', key: 'tls_ca', source: SecretSource.supplied() });
    expect(thrownBy(() => declare(each)).name).toBe('DuplicateSecretError');
  });

  test('R4: no role of another stage reads it, and a role reads its three parts and nothing of its authority', () => {
    expect(errorOfForeignGrant((here, foreign) => declare(here).grantRead(foreign))).toBe('GrantError');
    expect(
      granted(
        synthesized((each) => declare(each).grantRead(each.role('server'))),
        'ssm',
      ),
    ).toEqual(['/api/tls_ca', '/api/tls_cert', '/api/tls_key']);
  });

  test('R5: killed at any call to AWS, the next apply leaves what there is without that', async () => {
    const { points, problems } = await live.killedEverywhere(scenario());
    expect(problems).toEqual([]);
    expect(points).toBeGreaterThan(10);
  });

  test('R6: the plan is empty after an apply', async () => {
    const after = everything();
    expect(await (await live.applied(after)).planned(after)).toBe('none');
  });

  test('R7: chamber reads its three parts as TLS_KEY, TLS_CERT and TLS_CA', async () => {
    await live.applied(everything());
    expect((await live.world.parameters()).map(({ name, type, description }) => [name, type, description]).sort()).toEqual([
      ['/api/tls_ca', 'SecureString', '1'],
      ['/api/tls_cert', 'SecureString', '1'],
      ['/api/tls_key', 'SecureString', '1'],
    ]);
    const { privateKey, certificate, authority } = declare(declared());
    expect([privateKey, certificate, authority].map(({ environmentName }) => environmentName)).toEqual(['TLS_KEY', 'TLS_CERT', 'TLS_CA']);
  });

  test('R8: its parts are not deleted before their protection is off', async () => {
    const terraform = await live.applied(everything());
    expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
    expect(await live.world.parameters()).toHaveLength(3);
  });

  test('R9: grants name exact parameters, and tie the key to Parameter Store and to them', () => {
    const configuration = synthesized((each) => declare(each).grantRead(each.role('server')));
    expect(grantsOf(configuration)).toHaveLength(2);
    expect(looseGrants(configuration)).toEqual([]);
  });
});

describe('SshKeyPair', () => {
  const declare = ({ stack, vault }: Declared): SshKeyPair =>
    new SshKeyPair(stack, 'deploy', { vault, service: 'ci', key: 'deploy_key', ec2KeyPair: true });
  const NAME = '/ci/deploy_key';
  const scenario = () => ({
    resource: 'SshKeyPair',
    operation: 'create',
    after: live.configurationOf(
      synthesized((each) => {
        declare(each);
      }),
    ),
    versions: { [NAME]: 1 },
  });

  test('R1: no line of its PEM is in a plan, a state, an answer of the provider or its log', async () => {
    const { seen } = await live.clean(scenario());
    expect(seen.values[NAME]).toEqual([expect.stringContaining('PRIVATE KEY')]);
  });

  test('R2: plan, apply and refresh decrypt nothing', async () => {
    expect(await live.decrypted(scenario().after)).toEqual({ apply: [], plan: [] });
  });

  test('R3: it is refused where the name is a secret already', () => {
    const each = declared();
    new ApplicationSecret(each.stack, 'taken', { vault: each.vault, service: 'ci', key: 'deploy_key', source: SecretSource.supplied() });
    expect(thrownBy(() => declare(each)).name).toBe('DuplicateSecretError');
  });

  test('R4: no role of another stage reads it, and a role reads this key only', () => {
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

  test('R6: the plan is empty after an apply', async () => {
    const { after } = scenario();
    expect(await (await live.applied(after)).planned(after)).toBe('none');
  });

  test('R7: chamber reads it, and what chamber could not read is refused', async () => {
    await live.applied(scenario().after);
    expect(await live.world.parameters()).toEqual([expect.objectContaining({ name: NAME, type: 'SecureString', description: '1' })]);
    const { stack, vault } = declared();
    expect(thrownBy(() => new SshKeyPair(stack, 'x', { vault, service: 'ci', key: 'Deploy.Key' })).name).toBe('SecretNameError');
  });

  test('R8: it is not deleted before its protection is off, and adopting leaves the key as it is', async () => {
    const terraform = await live.applied(scenario().after);
    expect((await terraform.apply({})).errors.join()).toContain('is protected from deletion');
    expect(await live.world.parameters()).toHaveLength(1);
    const adopting = await live.terraform(() => live.write(NAME, OLDER, 4));
    const adopt = live.configurationOf(
      synthesized((each) => {
        declare(each);
      }),
      { adopt: true, public_key_pem: describePublicKey(publicKeyOf(OLDER)).pem },
    );
    expect((await adopting.apply(adopt)).errors).toEqual([]);
    expect((await live.world.parameters()).map(({ values }) => values)).toEqual([[OLDER]]);
  });

  test('R9: grants name the exact parameter, and tie the key to Parameter Store and to it', () => {
    const configuration = synthesized((each) => {
      const pair = declare(each);
      pair.grantRead(each.role('agent'));
      pair.privateKey.grantWrite(each.role('maker'));
    });
    expect(grantsOf(configuration).length).toBeGreaterThan(4);
    expect(looseGrants(configuration)).toEqual([]);
  });
});
