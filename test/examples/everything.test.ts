import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { faultsOf, type Manifest } from '../access/kubernetes/custom-resources';
import { synthesizeEverything } from '../support/everything';
import { TerraformWithOnePassword } from '../support/one-password/terraform';
import { type Block, only } from '../support/synth';

jest.setTimeout(120_000);
jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

const { stacks, manifests, written } = synthesizeEverything();
const STAGES = ['dev', 'prod'] as const;

describe.each(STAGES)('the stage %s of the example with everything', (stage) => {
  const { resource } = stacks[`everything-${stage}`]!;
  const named = (type: string) => Object.values(resource[type]!).map(({ name, key }) => (name ?? key) as string);

  test('has three services, and passing environments where the stage has them', () => {
    const services = new Set(
      named('coffer_secret')
        .filter((name) => !name.startsWith('/_coffer/'))
        .map((name) => name.split('/').slice(1, -1).join('/')),
    );
    const previews = stage === 'dev' ? ['web/pr-12', 'web/pr-15'] : [];
    expect([...services].sort()).toEqual(['api', 'artifacts', 'bootstrap/hashicorp-vault', 'global', 'mail', 'web', ...previews, 'worker']);
  });

  test('has keys in the bucket and in Parameter Store', () => {
    expect(named('coffer_private_key').sort()).toEqual([
      '/api/tls_key',
      '/worker/client_key',
      '/worker/deploy_key',
      'hashicorp-vault/backup.pem',
      'pki/issuing.pem',
      'pki/root.pem',
    ]);
  });

  test('protects all but the secrets of passing environments, unless it is told not to', () => {
    // A plan of the rotator has no value in it, and goes with what it is about.
    const lasting = (block: Block) => !/^\/_coffer\/|\/pr-/.test((block.name ?? '') as string);
    const protections = (blocks: { readonly [type: string]: { readonly [id: string]: Block } }) => [
      ...new Set(
        Object.values({ ...blocks.coffer_secret, ...blocks.coffer_private_key })
          .filter(lasting)
          .map((block) => block.deletion_protection as boolean),
      ),
    ];
    expect(protections(resource)).toEqual([true]);
    expect(
      protections(synthesizeEverything({ COFFER_EXAMPLE_DELETION_PROTECTION: 'off' }).stacks[`everything-${stage}`]!.resource),
    ).toEqual([false]);
  });

  test('names no other stage', () => {
    const other = stage === 'dev' ? 'prod' : 'dev';
    expect(JSON.stringify(stacks[`everything-${stage}`])).not.toMatch(new RegExp(`acme-${other}\\b`));
    expect(JSON.stringify(stacks[`everything-${stage}-cluster`])).not.toMatch(new RegExp(`acme-${other}\\b`));
  });

  test('has a cluster with one Secret that is written, and manifests that the operator takes', () => {
    const cluster = stacks[`everything-${stage}-cluster`]!.resource;
    expect(only(cluster.kubernetes_secret_v1)).toMatchObject({
      metadata: { name: 'web-env' },
      data_wo: expect.stringContaining('ephemeral.coffer_environment') as string,
    });
    const folder = path.join(manifests, stage);
    const files = readdirSync(folder).sort();
    expect(files).toEqual([
      'externalsecret_api_api-env.yaml',
      'externalsecret_api_worker-env.yaml',
      'externalsecret_mail_mail-env.yaml',
      `secretstore_api_acme-${stage}.yaml`,
      'secretstore_mail_mail-env.yaml',
      'serviceaccount_api_secrets.yaml',
      'serviceaccount_mail_mail-env.yaml',
    ]);
    const objects = files.map((file) => parse(readFileSync(path.join(folder, file), 'utf8'), { version: '1.1' }) as Manifest);
    expect(objects.filter(({ kind }) => kind !== 'ServiceAccount').flatMap(faultsOf)).toEqual([]);
    expect(objects[0]!.spec).toMatchObject({
      data: [{ remoteRef: { key: '/api/db_password' } }, { remoteRef: { key: '/api/payment_token' } }],
    });
  });
});

describe('what people and pipelines get in the example with everything', () => {
  const rolesOf = (stage: string) =>
    Object.values(stacks[`everything-${stage}`]!.resource.aws_iam_role!)
      .map(({ name }) => String(name ?? ''))
      .filter((name) => name.startsWith(`acme-${stage}-`))
      .map((name) => name.slice(`acme-${stage}-`.length));
  const OF_STAGES = ['pipeline', 'plan', 'tests', 'terraform-reader', 'execution', 'function', 'instances', 'operators'];

  test('is a role for each in either stage, and developers have that of dev only', () => {
    expect(rolesOf('dev')).toEqual(expect.arrayContaining([...OF_STAGES, 'developer']));
    expect(rolesOf('prod')).toEqual(expect.arrayContaining(OF_STAGES));
    expect(rolesOf('prod')).not.toContain('developer');
  });

  test('is checked in without a value: files for developers, a pipeline for each stage, and the manifest', () => {
    const files = (readdirSync(written, { recursive: true }) as string[]).filter((name) => statSync(path.join(written, name)).isFile());
    expect(files.sort()).toEqual([
      '.github/workflows/everything-dev.yml',
      '.github/workflows/everything-prod.yml',
      'app/.devcontainer/devcontainer.json',
      'app/.env.schema',
      'app/.envrc',
      'app/Makefile',
      'app/compose.secrets.yaml',
      'app/secrets.env',
      'coffer.manifest.json',
    ]);
    const pipeline = readFileSync(path.join(written, '.github/workflows/everything-prod.yml'), 'utf8');
    expect(pipeline).toContain('arn:aws:iam::444455556666:role/acme-prod-pipeline');
    expect((parse(pipeline) as { jobs: { deploy: object } }).jobs.deploy).toMatchObject({ environment: 'prod' });
    expect(readFileSync(path.join(written, 'app/.env.schema'), 'utf8')).toMatch(/^DB_PASSWORD=/m);
    const { stacks: listed } = JSON.parse(readFileSync(path.join(written, 'coffer.manifest.json'), 'utf8')) as {
      stacks: readonly { readonly name: string }[];
    };
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['everything-dev', 'everything-prod']));
  });

  test('is no value in a Terraform run but an ephemeral one', () => {
    const { provider, ephemeral } = stacks['everything-prod-run'] as unknown as {
      provider: { aws: { alias?: string; secret_key?: string }[] };
      ephemeral: { coffer_secret: { [id: string]: { name: string } } };
    };
    expect(Object.values(ephemeral.coffer_secret).map(({ name }) => name)).toEqual(['/artifacts/aws_credentials']);
    expect(provider.aws.find(({ alias }) => alias === 'uploader')!.secret_key).toContain('ephemeral.coffer_secret.');
  });
});

test(
  'what people share is valid for the provider of 1Password, applies, is kept nowhere else and finds nothing to change ' + 'afterwards',
  async () => {
    const terraform = await TerraformWithOnePassword.start();
    try {
      terraform.onePassword.vaults.set('abcdefghijklmnopqrstuvwxyz', 'Infrastructure');
      terraform.configure(stacks['everything-organization']!);
      await terraform.apply({});
      const generated = terraform.onePassword.item('Status page').password;
      expect(generated).toHaveLength(24);
      expect(terraform.onePassword.item('Domain registrar').password).toBe('');
      expect(await terraform.plan({})).toBe('none');
      expect(terraform.kept()).not.toContain(generated);
    } finally {
      terraform.stop();
    }
  },
);

test('without a cluster, the stages are deployed all the same', () => {
  expect(Object.keys(synthesizeEverything({ KUBE_CONFIG_PATH: '' }).stacks)).toEqual([
    'everything-dev',
    'everything-dev-run',
    'everything-organization',
    'everything-prod',
    'everything-prod-run',
  ]);
});
