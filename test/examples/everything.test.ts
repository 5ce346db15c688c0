import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { faultsOf, type Manifest } from '../access/kubernetes/custom-resources';
import { synthesizeEverything } from '../support/everything';
import { TerraformWithOnePassword } from '../support/one-password/terraform';
import { type Block, only } from '../support/synth';

jest.setTimeout(120_000);
jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

const { stacks, manifests } = synthesizeEverything();
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
    expect([...services].sort()).toEqual(['api', 'artifacts', 'bootstrap/hashicorp-vault', 'global', 'web', ...previews, 'worker']);
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
      `secretstore_api_acme-${stage}.yaml`,
      'serviceaccount_api_secrets.yaml',
    ]);
    const written = files.map((file) => parse(readFileSync(path.join(folder, file), 'utf8'), { version: '1.1' }) as Manifest);
    expect(written.filter(({ kind }) => kind !== 'ServiceAccount').flatMap(faultsOf)).toEqual([]);
    expect(written[0]!.spec).toMatchObject({
      data: [{ remoteRef: { key: '/api/db_password' } }, { remoteRef: { key: '/api/payment_token' } }],
    });
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
    'everything-organization',
    'everything-prod',
  ]);
});
