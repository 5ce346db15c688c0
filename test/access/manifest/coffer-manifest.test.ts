import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { App, TerraformStack, Token } from 'cdktf';
import {
  ApplicationSecret,
  JsonField,
  OrganizationalSecret,
  Rotation,
  SecretSource,
  SecretVault,
  access,
  kubernetes,
  onepassword,
} from '../../../src';
import { MANIFEST_FILE } from '../../../src/contracts/manifest';
import { thrownBy } from '../../support/errors';
import { manifestOf, secretOf, write } from '../../support/manifest';
import { newApp, newStack, temporaryFolder } from '../../support/synth';

const supplied = SecretSource.supplied();
const inFolder = (name: string) => path.join(temporaryFolder(), name);

function newProgram(): { readonly app: App; readonly stack: TerraformStack; readonly vault: SecretVault } {
  const app = newApp();
  const stack = newStack(app);
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  new ApplicationSecret(stack, 'db', { vault, service: 'api', key: 'db_password', source: supplied });
  return { app, stack, vault };
}

describe('the checked-in copy', () => {
  test('is what synth writes into its output, in a folder that is made for it', () => {
    const { app } = newProgram();
    const file = path.join(temporaryFolder(), 'docs', 'secrets', 'coffer.manifest.json');
    expect(new access.CofferManifest(app, { file }).file).toBe(file);
    write(app);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(path.join(app.outdir, MANIFEST_FILE), 'utf8'));
  });

  test('is left alone if it is right already, and written again if it is not', () => {
    const file = inFolder('coffer.manifest.json');
    const run = () => {
      const { app } = newProgram();
      new access.CofferManifest(app, { file });
      write(app);
    };
    run();
    const right = readFileSync(file, 'utf8');
    utimesSync(file, 1, 1);
    run();
    expect(statSync(file).mtimeMs).toBe(1000);
    writeFileSync(file, `${right}\n`);
    run();
    expect(readFileSync(file, 'utf8')).toBe(right);
  });

  test('tells of no secret once the last one is taken out of the program', () => {
    const file = inFolder('coffer.manifest.json');
    const app = newApp();
    newStack(app);
    new access.CofferManifest(app, { file });
    write(app);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ manifest: 1, stacks: [] });
  });

  test('is not needed: without it, the output of synth has the manifest', () => {
    const { app } = newProgram();
    expect(secretOf(manifestOf(app), 'api/db_password').type).toBe('ApplicationSecret');
  });
});

describe('what is refused', () => {
  const refused = (props: access.CofferManifestProps, program = newProgram()) =>
    thrownBy(() => new access.CofferManifest(program.app, props));

  test('a second one in an app', () => {
    const { app, stack } = newProgram();
    new access.CofferManifest(app);
    expect(thrownBy(() => new access.CofferManifest(stack))).toEqual({
      name: 'ManifestError',
      message: "CofferManifest: the app has one already, 'coffer-manifest'. Declare it once, with all of its files.",
    });
  });

  test.each([
    ['nothing', ''],
    ['a folder', 'docs/'],
    ['a token', Token.asString({ resolve: () => 'x' })],
    ['a name with a control character', 'a\u0007.json'],
  ])('%s as the name of a file', (_what, file) => {
    expect(refused({ file })).toEqual({
      name: 'ManifestError',
      message: "CofferManifest: file is not the name of a file written out. Write one, such as 'coffer.manifest.json'.",
    });
  });

  test('one file for two things', () => {
    const program = newProgram();
    const { vault } = program;
    expect(refused({ file: 'a/../b', environmentSchemas: [{ vault, services: ['api'], file: 'b' }] }, program)).toEqual({
      name: 'ManifestError',
      message: "CofferManifest: file of environmentSchemas[0] is 'b', which is that of another. Write another name.",
    });
  });

  test('no services', () => {
    const program = newProgram();
    expect(refused({ environmentSchemas: [{ vault: program.vault, services: [] }] }, program)).toEqual({
      name: 'ManifestError',
      message:
        'CofferManifest: services of environmentSchemas[0] is empty, or known only at apply. Name one ' +
        "service or more, such as services: ['global', 'api'].",
    });
  });

  test('a service that chamber could not read', () => {
    const program = newProgram();
    expect(refused({ environmentSchemas: [{ vault: program.vault, services: ['Api'] }] }, program)).toEqual({
      name: 'SecretNameError',
      message:
        "CofferManifest: environmentSchemas[0]: service 'Api' has capital letters (chamber lowercases it and " +
        "would look elsewhere). Write 'api'.",
    });
  });

  test('a service without secrets, at the end of synth', () => {
    const { app, vault } = newProgram();
    new access.CofferManifest(app, { environmentSchemas: [{ vault, services: ['web'], file: inFolder('.env.schema') }] });
    expect(thrownBy(() => write(app))).toEqual({
      name: 'ManifestError',
      message:
        "CofferManifest: environmentSchemas[0] of vault acme-dev: service 'web' has no secret that a program " +
        'reads. Declare one, or take the service out.',
    });
  });
});

describe('.env.schema', () => {
  test('has a variable for each secret of its services, later ones winning, and no value', () => {
    const { app, stack, vault } = newProgram();
    const file = inFolder('.env.schema');
    new access.CofferManifest(app, { environmentSchemas: [{ vault, services: ['global', 'api'], file }] });
    const make = (service: string, key: string, more: object = {}) =>
      new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: supplied, ...more });
    make('global', 'db_password', { description: 'The one that loses' });
    make('global', 'sentry-dsn', { description: 'Where errors go', owner: 'team web@acme' });
    make('worker', 'shared', { sharedWith: ['api'] });
    make('worker', 'own');
    make('api', 'login', {
      source: SecretSource.json({ fields: { user: JsonField.text('CANARY-user'), password: JsonField.generated() } }),
      rotation: Rotation.reminder({ afterDays: 30 }),
    });
    new ApplicationSecret(newStack(app, 'prod'), 'other', {
      vault: new SecretVault(app.node.findChild('prod') as TerraformStack, 'vault', { namespace: 'acme', stage: 'prod' }),
      service: 'api',
      key: 'of_the_other_stage',
      source: supplied,
    });
    write(app);
    expect(readFileSync(file, 'utf8')).toBe(`# Written by Coffer at synth. Change the program, not this file.
# @defaultSensitive=true @defaultRequired=true
# ---

# ApplicationSecret /api/db_password
# @sensitive @required @type=string
DB_PASSWORD=

# ApplicationSecret /api/login
# Replaced within 30 days
# @sensitive @required @type=string
LOGIN=

# Where errors go
# ApplicationSecret /global/sentry-dsn, owner team web(at)acme
# @sensitive @required @type=string
SENTRY_DSN=

# ApplicationSecret /worker/shared
# @sensitive @required @type=string
SHARED=
`);
  });

  test('has one line for a description of several, so that nothing of it becomes a variable', () => {
    const { app, stack, vault } = newProgram();
    const file = inFolder('.env.schema');
    new access.CofferManifest(app, { environmentSchemas: [{ vault, services: ['api'], file }] });
    new ApplicationSecret(stack, 'evil', {
      vault,
      service: 'api',
      key: 'evil',
      source: supplied,
      tags: { Description: 'one\nPATH=/evil\r\n# @sensitive=false\u2028LD_PRELOAD=x' },
    });
    write(app);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual(['DB_PASSWORD=', 'EVIL=']);
    expect(lines).toContain('# one PATH=/evil # (at)sensitive=false LD_PRELOAD=x');
  });
});

describe('other places', () => {
  test('an item of 1Password is there with its title, owner and reminder, in a stack without account and region', () => {
    const { app, vault } = newProgram();
    const stack = new TerraformStack(app, 'org');
    new OrganizationalSecret(stack, 'datadog', {
      vault: onepassword.OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz'),
      service: 'datadog',
      key: 'admin',
      title: 'Datadog \u0007bell',
      owner: 'platform team',
      source: supplied,
      reminder: { rotator: vault.rotator, afterDays: 45 },
    });
    const manifest = manifestOf(app);
    expect(manifest.stacks.find(({ name }) => name === 'org')).toMatchObject({
      account: null,
      region: null,
      stage: null,
      unknown: {
        account: 'the stack has no AwsProvider without alias',
        region: 'the stack has no AwsProvider without alias',
        stage: 'the stack has no secret of a stage',
      },
      vaults: [],
    });
    expect(secretOf(manifest, 'datadog/admin')).toMatchObject({
      type: 'OrganizationalSecret',
      systemOfRecord: 'one-password',
      vault: null,
      name: 'Datadog \u0007bell',
      environmentName: null,
      address: 'onepassword_item.datadog',
      owner: 'platform team',
      rotation: { strategy: 'reminder', schedule: 'rate(45 days)', timeZone: 'UTC', paused: false },
      promisedAgeDays: 45,
      readers: [],
    });
  });

  test('a KubernetesSecret is there as a copy, and whoever reads whole services as a reader', () => {
    const { app, stack, vault } = newProgram();
    new KubernetesProvider(stack, 'kubernetes', {});
    new kubernetes.KubernetesSecret(stack, 'env', { vault, services: ['api'], namespace: 'web', name: 'api-env' });
    const role = new IamRole(stack, 'operator', { name: 'operator', assumeRolePolicy: '{}' });
    const store = new kubernetes.SecretStore(stack, 'store', { vault, namespace: 'web', role });
    new kubernetes.ExternalSecret(stack, 'external', { store, namespace: 'web', name: 'external', services: ['api', 'later'] });
    const [section] = manifestOf(app).stacks;
    expect(section!.copies).toEqual([
      {
        kind: 'KubernetesSecret',
        path: 'dev/env',
        address: 'kubernetes_secret_v1.env',
        vault: 'dev/vault',
        services: ['api'],
        namespace: 'web',
        name: 'api-env',
      },
    ]);
    expect(section!.secrets[0]!.readers).toMatchObject([{ access: 'service', role: 'operator', address: 'aws_iam_role.operator' }]);
    expect(section!.services.map(({ service, readers }) => [service, readers[0]!.role])).toEqual([
      ['api', 'operator'],
      ['later', 'operator'],
    ]);
  });
});
