import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  Grantee,
  JsonField,
  MasterKey,
  ParameterTier,
  RateUnit,
  Rotation,
  RotationSchedule,
  SecretEngine,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from '../../src';
import { MANIFEST_FILE, renderManifest } from '../../src/contracts/manifest';
import { parseManifest } from '../../src/contracts/manifest-parse';
import { SystemOfRecord } from '../../src/contracts/system-of-record';
import { declareSecret } from '../../src/secret/declare-secret';
import { AppManifest } from '../../src/vault/manifest/app-manifest';
import { VaultCore } from '../../src/vault/vault-core';
import { manifestOf, secretOf, write } from '../support/manifest';
import { type Configuration, newApp, newStack } from '../support/synth';

const ACCOUNT = '111122223333';
const BREAK_GLASS = `arn:aws:iam::${ACCOUNT}:role/people/break-glass`;
const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/deployer`;
const supplied = SecretSource.supplied();

function newVault(stack: TerraformStack): SecretVault {
  return new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: [BREAK_GLASS], deployers: [DEPLOYER] });
}

function newRole(
  stack: TerraformStack,
  id: string,
  props: { readonly name?: string; readonly namePrefix?: string } = { name: id },
): IamRole {
  return new IamRole(stack, id, { assumeRolePolicy: '{}', ...props });
}

const nobody = { role: null, address: null, stack: null, account: null, arn: null, region: null };
const breakGlass = { ...nobody, access: 'break-glass', role: 'break-glass', account: ACCOUNT, arn: BREAK_GLASS };

describe('a secret in the manifest', () => {
  test('has its names, owner, description, services that share it and address', () => {
    const app = newApp();
    const stack = newStack(app);
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      tags: { Owner: 'platform', Description: 'of the vault' },
    });
    new ApplicationSecret(stack, 'smtp', {
      vault,
      service: 'api',
      key: 'smtp-password',
      source: supplied,
      owner: 'team mail',
      description: 'Login of the relay',
      sharedWith: ['worker', 'cron'],
    });
    new ApplicationSecret(stack, 'plain', { vault, service: 'api', key: 'plain', source: supplied });
    const manifest = manifestOf(app);
    expect(secretOf(manifest, 'api/smtp-password')).toEqual({
      type: 'ApplicationSecret',
      systemOfRecord: 'parameter-store',
      vault: 'dev/vault',
      service: 'api',
      key: 'smtp-password',
      name: '/api/smtp-password',
      environmentName: 'SMTP_PASSWORD',
      path: 'dev/smtp',
      address: 'coffer_secret.smtp',
      owner: 'team mail',
      description: 'Login of the relay',
      sharedWith: ['cron', 'worker'],
      rotation: null,
      promisedAgeDays: null,
      replicas: [],
      readers: [],
    });
    // The owner of a vault answers for what is in it; what describes the vault describes none of its secrets.
    expect(secretOf(manifest, 'api/plain')).toMatchObject({ owner: 'platform', description: null });
  });

  test('has null, and the reason, for what only apply knows', () => {
    const app = newApp();
    const stack = newStack(app);
    const team = new TerraformVariable(stack, 'team', { type: 'string' });
    new ApplicationSecret(stack, 'db', {
      vault: newVault(stack),
      service: 'api',
      key: 'db_password',
      source: supplied,
      tags: { Owner: team.stringValue },
    });
    expect(secretOf(manifestOf(app), 'api/db_password')).toMatchObject({
      owner: null,
      unknown: { owner: 'the owner is known only at apply' },
    });
  });

  test('says how it is rotated, and what that promises', () => {
    const app = newApp();
    const stack = newStack(app);
    const vault = newVault(stack);
    const make = (key: string, rotation: Rotation) =>
      new ApplicationSecret(stack, key, { vault, service: 'api', key, source: SecretSource.generated(), rotation });
    make('after', Rotation.random({ schedule: RotationSchedule.afterDays(30) }));
    make('rate', Rotation.random({ schedule: RotationSchedule.rate(36, RateUnit.HOURS, { paused: true }) }));
    make('cron', Rotation.random({ schedule: RotationSchedule.cron('0 3 ? * SUN *', 8, { timeZone: 'Europe/Berlin' }) }));
    make('people', Rotation.reminder({ afterDays: 60 }));
    const manifest = manifestOf(app);
    const told = (key: string) => {
      const { rotation, promisedAgeDays } = secretOf(manifest, `api/${key}`);
      return { ...rotation, promisedAgeDays };
    };
    // The time of day follows from the name of the secret.
    expect(told('after')).toEqual({
      strategy: 'random',
      schedule: expect.stringMatching(/^cron\(\d+ \d+ \* \* \? \*\)$/) as string,
      timeZone: 'UTC',
      paused: false,
      promisedAgeDays: 30,
    });
    expect(told('rate')).toEqual({ strategy: 'random', schedule: 'rate(36 hours)', timeZone: 'UTC', paused: true, promisedAgeDays: 2 });
    expect(told('cron')).toEqual({
      strategy: 'random',
      schedule: 'cron(0 3 ? * SUN *)',
      timeZone: 'Europe/Berlin',
      paused: false,
      promisedAgeDays: 8,
    });
    expect(told('people')).toEqual({ strategy: 'reminder', schedule: null, timeZone: null, paused: false, promisedAgeDays: 60 });
  });

  test('is there whatever its type and system of record', () => {
    const app = newApp();
    const stack = newStack(app);
    const vault = newVault(stack);
    const signer = newRole(stack, 'signer');
    new BootstrapSecret(stack, 'token', { vault, system: 'vault', key: 'root_token', source: supplied });
    new MasterKey(stack, 'backup', { vault, service: 'backup', key: 'snapshots' });
    const authority = new CertificateAuthority(stack, 'ca', { vault, key: 'root', subject: { commonName: 'Root' }, signers: [signer] });
    new TlsCertificate(stack, 'tls', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.example.com'] });
    new SshKeyPair(stack, 'ssh', { vault, service: 'api', key: 'deploy' });
    new AwsCredentials(stack, 'ci', {
      vault,
      service: 'ci',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/o' }],
      }),
    });
    declareSecret(new TerraformVariable(stack, 'in-cluster', {}), {
      vault: VaultCore.of(vault),
      subject: 'Test',
      service: 'web',
      key: 'session_key',
      systemOfRecord: SystemOfRecord.KUBERNETES,
      type: 'KubernetesSecret',
      name: 'web/web-env',
    });
    const manifest = manifestOf(app);
    const list = manifest.stacks[0]!.secrets.map(({ type, systemOfRecord, name, environmentName }) => [
      type,
      systemOfRecord,
      name,
      environmentName,
    ]);
    expect(list).toEqual([
      ['KubernetesSecret', 'kubernetes', 'web/web-env', 'SESSION_KEY'],
      ['MasterKey', 'master-key-bucket', 'backup/snapshots.pem', null],
      ['CertificateAuthority', 'master-key-bucket', 'pki/root.pem', null],
      ['SshKeyPair', 'parameter-store', '/api/deploy', 'DEPLOY'],
      ['TlsCertificate', 'parameter-store', '/api/tls_ca', 'TLS_CA'],
      ['TlsCertificate', 'parameter-store', '/api/tls_cert', 'TLS_CERT'],
      ['TlsCertificate', 'parameter-store', '/api/tls_key', 'TLS_KEY'],
      ['BootstrapSecret', 'parameter-store', '/bootstrap/vault/root_token', 'ROOT_TOKEN'],
      ['AwsCredentials', 'parameter-store', '/ci/aws_credentials', 'AWS_CREDENTIALS'],
    ]);
    expect(secretOf(manifest, 'ci/aws_credentials')).toMatchObject({ rotation: { strategy: 'iam-access-key' }, promisedAgeDays: 30 });
    expect(secretOf(manifest, 'pki/root')).toMatchObject({
      readers: [breakGlass, { access: 'read', role: 'signer' }, { access: 'sign', role: 'signer', address: 'aws_iam_role.signer' }],
    });
    expect(secretOf(manifest, 'bootstrap/vault/root_token').readers).toEqual([breakGlass]);
    // Addresses are those of the stack.
    const { resource } = JSON.parse(readFileSync(path.join(app.outdir, 'stacks', 'dev', 'cdk.tf.json'), 'utf8')) as Configuration;
    const written = Object.entries(resource).flatMap(([type, all]) => Object.keys(all).map((id) => `${type}.${id}`));
    expect(written).toEqual(expect.arrayContaining(manifest.stacks[0]!.secrets.flatMap(({ address }) => address ?? [])));
  });

  test('is there in a vault without the coffer provider', () => {
    const app = newApp();
    const stack = newStack(app);
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', engine: SecretEngine.AWS_ONLY });
    new ApplicationSecret(stack, 'db', { vault, service: 'api', key: 'db_password', source: SecretSource.generated() });
    const manifest = manifestOf(app);
    expect(manifest.stacks[0]!.vaults).toMatchObject([{ engine: 'aws' }]);
    expect(secretOf(manifest, 'api/db_password')).toMatchObject({ name: '/api/db_password', address: 'aws_ssm_parameter.db' });
  });
});

describe('readers in the manifest', () => {
  test('have their name if it is written out, and the address of their resource', () => {
    const app = newApp();
    const stack = newStack(app);
    const secret = new ApplicationSecret(stack, 'db', { vault: newVault(stack), service: 'api', key: 'db_password', source: supplied });
    secret.grantRead(newRole(stack, 'task', { name: 'api-task' }));
    secret.grantRead(newRole(stack, 'prefixed', { namePrefix: 'api-' }));
    const renamed = newRole(stack, 'renamed', { name: 'before' });
    secret.grantRead(renamed);
    renamed.addOverride('name', 'after');
    secret.grantRead(new DataAwsIamRole(stack, 'looked-up', { name: 'elsewhere' }));
    secret.grantRead(Grantee.fromRoleName(stack, 'named'));
    secret.grantRead({ name: 'told', arn: `arn:aws:iam::${ACCOUNT}:role/told` });
    secret.grantWrite(newRole(stack, 'writer'));
    const here = { ...nobody, access: 'read', stack: 'dev' };
    expect(secretOf(manifestOf(app), 'api/db_password').readers).toEqual([
      { ...here, address: 'aws_iam_role.prefixed' },
      { ...here, role: 'after', address: 'aws_iam_role.renamed' },
      { ...here, role: 'api-task', address: 'aws_iam_role.task' },
      { ...here, role: 'elsewhere', address: 'data.aws_iam_role.looked-up' },
      { ...nobody, access: 'read', role: 'named' },
      { ...nobody, access: 'read', role: 'told', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:role/told` },
    ]);
  });

  test('are there once, however often they are granted, and in the same order whoever comes first', () => {
    const readers = (ids: readonly string[]) => {
      const app = newApp();
      const stack = newStack(app);
      const secret = new ApplicationSecret(stack, 'db', { vault: newVault(stack), service: 'api', key: 'db_password', source: supplied });
      const roles = new Map(['a', 'b'].map((id) => [id, newRole(stack, id)]));
      for (const id of ids) secret.grantRead(roles.get(id)!);
      return secretOf(manifestOf(app), 'api/db_password').readers;
    };
    expect(readers(['b', 'a', 'b'])).toEqual(readers(['a', 'b']));
    expect(readers(['a', 'b'])).toHaveLength(2);
  });

  test('are the rotator, the replicator, readers of copies and other accounts too', () => {
    const app = newApp();
    const stack = newStack(app);
    const provider = new AwsProvider(stack, 'second', { alias: 'second', region: 'eu-central-1' });
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      replication: { regions: [{ region: 'eu-central-1', provider }] },
    });
    const secret = new ApplicationSecret(stack, 'db', {
      vault,
      service: 'api',
      key: 'db_password',
      source: SecretSource.generated(),
      rotation: Rotation.random(),
      tier: ParameterTier.ADVANCED,
      replicaRegions: ['eu-central-1'],
      crossAccount: { accounts: ['444455556666'], principals: ['arn:aws:iam::777788889999:role/reader'] },
    });
    secret.replicaIn('eu-central-1').grantRead(newRole(stack, 'there'));
    const found = secretOf(manifestOf(app), 'api/db_password');
    expect(found.replicas).toEqual(['eu-central-1']);
    expect(found.readers.map(({ access, role, account, region }) => [access, role, account, region])).toEqual([
      // Its role has a prefix of a name.
      ['copy', null, null, null],
      ['share', null, '444455556666', null],
      ['rotate', 'acme-dev-rotator', null, null],
      ['share', 'reader', '777788889999', null],
      ['read', 'there', null, 'eu-central-1'],
    ]);
  });

  test('of a secret that another program declares are there, under what is imported', () => {
    const app = newApp();
    const stack = newStack(app);
    const secret = ApplicationSecret.fromName(stack, 'db', { vault: newVault(stack), service: 'api', key: 'db_password' });
    secret.grantRead(newRole(stack, 'task'));
    expect(manifestOf(app).stacks[0]).toMatchObject({
      secrets: [],
      imported: [
        {
          systemOfRecord: 'parameter-store',
          vault: 'dev/vault',
          name: '/api/db_password',
          service: 'api',
          key: 'db_password',
          environmentName: 'DB_PASSWORD',
          readers: [{ role: 'task' }],
        },
      ],
    });
  });
});

describe('a stack in the manifest', () => {
  const placeOf = (...props: ConstructorParameters<typeof AwsProvider>[2][]) => {
    const app = newApp();
    const stack = new TerraformStack(app, 'dev');
    for (const each of props) new AwsProvider(stack, 'aws', each);
    newVault(stack);
    const [{ account, region, stage, unknown }] = manifestOf(app).stacks as [ReturnType<typeof manifestOf>['stacks'][number]];
    return { account, region, stage, unknown };
  };

  test('has the account and region that its AwsProvider says', () => {
    expect(placeOf({ region: 'eu-west-1', allowedAccountIds: [ACCOUNT] })).toEqual({ account: ACCOUNT, region: 'eu-west-1', stage: 'dev' });
    expect(placeOf({ region: 'eu-west-1', assumeRole: [{ roleArn: `arn:aws:iam::${ACCOUNT}:role/x` }] })).toMatchObject({
      account: ACCOUNT,
    });
  });

  test('has null, and the reason, for what it does not say', () => {
    expect(placeOf({})).toEqual({
      account: null,
      region: null,
      stage: 'dev',
      unknown: {
        account: 'the AwsProvider has no allowedAccountIds',
        region: 'the AwsProvider does not say region: the environment or the profile of whoever deploys does',
      },
    });
    expect(placeOf({ region: '${var.region}', allowedAccountIds: ['${var.account}'] })).toMatchObject({
      account: null,
      region: null,
      unknown: {
        account: 'allowedAccountIds of the AwsProvider is known only at apply',
        region: 'region of the AwsProvider is known only at apply',
      },
    });
    expect(placeOf({ region: 'eu-west-1', allowedAccountIds: [ACCOUNT, '444455556666'] })).toMatchObject({
      account: null,
      unknown: { account: 'allowedAccountIds of the AwsProvider has 2 accounts' },
    });
    expect(placeOf({ assumeRole: [{ roleArn: '${var.role}' }] })).toMatchObject({
      unknown: { account: 'the role that the AwsProvider assumes is known only at apply' },
    });
  });

  test('says what an override says, not what the program said before', () => {
    const app = newApp();
    const stack = new TerraformStack(app, 'dev');
    const provider = new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
    newVault(stack);
    provider.addOverride('region', 'eu-north-1');
    expect(manifestOf(app).stacks).toMatchObject([{ region: 'eu-north-1' }]);
  });

  test('has vaults of one name in two regions apart', () => {
    const app = newApp();
    const make = (id: string, region: string) => {
      const stack = new TerraformStack(app, id);
      new AwsProvider(stack, 'aws', { region, allowedAccountIds: [ACCOUNT] });
      const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', regionInNames: true });
      new ApplicationSecret(stack, 'db', { vault, service: 'api', key: 'db_password', source: supplied }).grantRead(
        newRole(stack, `task-${id}`),
      );
    };
    make('west', 'eu-west-1');
    make('north', 'eu-north-1');
    const { stacks } = manifestOf(app);
    expect(
      stacks.map(({ name, region, vaults, secrets }) => [name, region, vaults[0]!.name, secrets[0]!.vault, secrets[0]!.readers[0]!.role]),
    ).toEqual([
      ['north', 'eu-north-1', 'acme-prod', 'north/vault', 'task-north'],
      ['west', 'eu-west-1', 'acme-prod', 'west/vault', 'task-west'],
    ]);
  });
});

describe('the file', () => {
  test('tells of its own app only, if two are in one process', () => {
    const [one, other] = ['one', 'other'].map((key) => {
      const app = newApp();
      const stack = newStack(app);
      new ApplicationSecret(stack, 'secret', { vault: newVault(stack), service: 'api', key, source: supplied });
      return app;
    }) as [App, App];
    const keys = (app: App) => manifestOf(app).stacks.flatMap(({ secrets }) => secrets.map(({ key }) => key));
    expect(keys(one)).toEqual(['one']);
    expect(keys(other)).toEqual(['other']);
  });

  test('has the same bytes in whatever order the program declares, and ends with a newline', () => {
    const text = (keys: readonly string[]) => {
      const app = newApp();
      const stack = newStack(app);
      const vault = newVault(stack);
      for (const key of keys) new ApplicationSecret(stack, key, { vault, service: 'api', key, source: supplied });
      write(app);
      return readFileSync(path.join(app.outdir, MANIFEST_FILE), 'utf8');
    };
    const first = text(['a', 'b', 'c']);
    expect(text(['c', 'a', 'b'])).toBe(first);
    expect(first).toMatch(/\}\n$/);
  });

  test('escapes what a terminal would act on', () => {
    const app = newApp();
    const stack = newStack(app);
    const secret = new ApplicationSecret(stack, 'db', {
      vault: newVault(stack),
      service: 'api',
      key: 'db',
      source: supplied,
      tags: { Owner: 'a\u001b[31m\u202eb\u0085c\nd' },
    });
    secret.grantRead({ name: 'x', arn: `arn:aws:iam::${ACCOUNT}:role/x\u009b1m` });
    write(app);
    const text = readFileSync(path.join(app.outdir, MANIFEST_FILE), 'utf8');
    // eslint-disable-next-line no-control-regex -- what it is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(secretOf(manifestOf(app), 'api/db').owner).toBe('a\u001b[31m\u202eb\u0085c\nd');
  });

  test('holds no value, wherever values come from', () => {
    const CANARY = 'CANARY-3f9a17c2';
    const before = { ...process.env };
    process.env.TF_VAR_payment_token = CANARY;
    try {
      const app = newApp();
      const stack = newStack(app);
      const vault = newVault(stack);
      const variable = new TerraformVariable(stack, 'payment_token', { type: 'string', description: CANARY });
      new ApplicationSecret(stack, 'payment', { vault, service: 'api', key: 'payment', source: SecretSource.fromVariable(variable) });
      new ApplicationSecret(stack, 'login', {
        vault,
        service: 'api',
        key: 'login',
        source: SecretSource.json({ fields: { username: JsonField.text(CANARY), password: JsonField.generated() } }),
        rotation: Rotation.random({ excludeCharacters: '!' }),
      });
      write(app);
      // What the program says in the clear is in the stack, so that looking for it there would find it.
      expect(readFileSync(path.join(app.outdir, 'stacks', 'dev', 'cdk.tf.json'), 'utf8')).toContain(CANARY);
      expect(readFileSync(path.join(app.outdir, MANIFEST_FILE), 'utf8')).not.toContain(CANARY);
    } finally {
      process.env = before;
    }
  });

  test('of a thousand secrets is written within seconds, and has less than a megabyte', () => {
    const app = newApp();
    const stack = newStack(app);
    const vault = newVault(stack);
    const roles = Array.from({ length: 10 }, (_, index) => newRole(stack, `role-${index}`));
    for (let index = 0; index < 1000; index++) {
      const secret = new ApplicationSecret(stack, `secret-${index}`, {
        vault,
        service: `service-${index % 25}`,
        key: `key_${index}`,
        source: supplied,
      });
      secret.grantRead(roles[index % 10]!);
    }
    const started = performance.now();
    const text = renderManifest(AppManifest.of(app).build());
    const milliseconds = Math.round(performance.now() - started);
    const kilobytes = Math.round(text.length / 1024);
    // eslint-disable-next-line no-console -- figures to look at
    console.log(`1,000 secrets: ${kilobytes} kB, made in ${milliseconds} ms`);
    expect(secretOf(parseManifest(text), 'service-24/key_999').readers).toMatchObject([{ role: 'role-9' }]);
    expect(kilobytes).toBeLessThan(1024);
    expect(milliseconds).toBeLessThan(5000);
  });
});
