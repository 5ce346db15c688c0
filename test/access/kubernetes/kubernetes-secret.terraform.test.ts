import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import { Cluster } from './cluster';
import { TerraformWithCluster } from './terraform-with-cluster';
import { ApplicationSecret, SecretSource, SecretVault, VaultKey } from '../../../src';
import { KubernetesSecret, KubernetesSecretProps } from '../../../src/access/kubernetes';
import { CofferProvider } from '../../../src/bindings/provider';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { newApp, newStack, synthesize, type Configuration } from '../../support/synth';

jest.setTimeout(180_000);

let aws: LocalAws;
let ssm: SSMClient;
let cluster: Cluster;
let terraform: TerraformWithCluster;
const environment = { ...process.env };

beforeAll(async () => {
  aws = await LocalAws.start();
  for (const [name, value] of Object.entries(aws.environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint });
});
beforeEach(async () => {
  await aws.reset();
  cluster = new Cluster();
  terraform = await TerraformWithCluster.start(cluster);
});
afterEach(() => terraform?.stop());
afterAll(async () => {
  ssm?.destroy();
  await aws?.stop();
  process.env = environment;
});

interface Program {
  readonly generation?: number;
  readonly tag?: string;
  readonly keys?: readonly string[];
  readonly props?: Partial<KubernetesSecretProps>;
}

/** A stack with secrets `api/<key>` and a Kubernetes Secret of `global` and `api`, by a vault whose stack is another one. */
function program({ generation = 1, tag = 'a', keys = ['db-password'], props = {} }: Program = {}): Configuration {
  const app = newApp();
  const vault = new SecretVault(newStack(app, 'home'), 'vault', {
    namespace: 'acme',
    stage: 'dev',
    key: VaultKey.fromAlias('alias/aws/ssm'),
  });
  const stack = new TerraformStack(app, 'cluster');
  const { endpoint } = aws;
  new CofferProvider(stack, 'coffer', {
    region: 'eu-west-1',
    endpoints: { ssm: endpoint, kms: endpoint, sts: endpoint, resourcegroupstaggingapi: endpoint },
  });
  new KubernetesProvider(stack, 'kubernetes', {});
  for (const key of keys) {
    new ApplicationSecret(stack, key, {
      vault,
      service: 'api',
      key,
      source: SecretSource.generated({ generation }),
      tags: { tag },
      deletionProtection: false,
    });
  }
  const secret = new KubernetesSecret(stack, 'env', { vault, services: ['global', 'api'], namespace: 'api', name: 'api-env', ...props });
  new TerraformOutput(stack, 'revision', { value: secret.revision });
  new TerraformOutput(stack, 'name', { value: `${secret.namespace}/${secret.name}` });
  return synthesize(stack);
}

async function put(name: string, value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', KeyId: 'alias/aws/ssm', Overwrite: true }));
}

const inCluster = (): Readonly<Record<string, string>> => cluster.secrets.get('api/api-env')!.data;
const state = (): string => readFileSync(join(terraform.folder, 'terraform.tfstate'), 'utf8');

describe('a Kubernetes Secret', () => {
  test('has the secrets that the same deploy makes, and the next plan is empty', async () => {
    await put('/global/log_level', 'CANARY-log');
    terraform.configure(program());
    const output = await terraform.apply();
    expect(inCluster()).toEqual({ LOG_LEVEL: 'CANARY-log', DB_PASSWORD: expect.stringMatching(/^\w{32}$/) as string });
    // The service had nothing yet when the plan was made: nobody is told so, since it was not asked for before it had.
    expect(output).not.toContain('Warning');
    expect(await terraform.plan()).toBe('none');
    expect(cluster.writes).toBe(1);
    // What others refer to: a revision that an int of 32 bits holds.
    const { name, revision } = JSON.parse((await terraform.run(['output', '-json'])).stdout) as {
      name: { value: string };
      revision: { value: number };
    };
    expect(name.value).toBe('api/api-env');
    expect(revision.value).toBeGreaterThanOrEqual(1);
    expect(revision.value).toBeLessThan(2 ** 31);
  });

  test('leaves no value in plan, state, or what Terraform says', async () => {
    await put('/global/log_level', 'CANARY-log');
    terraform.configure(program());
    const planned = await terraform.plan('-out=plan');
    const shown = await terraform.run(['show', '-json', 'plan']);
    const said = await terraform.apply();
    const generated = inCluster().DB_PASSWORD!;
    await put('/api/db-password', 'CANARY-rotated');
    const replanned = await terraform.plan('-out=plan2');
    const reshown = await terraform.run(['show', '-json', 'plan2']);
    for (const text of [
      planned,
      shown.output,
      said,
      replanned,
      reshown.output,
      state(),
      ...['plan', 'plan2'].map((file) => readFileSync(join(terraform.folder, file), 'latin1')),
    ]) {
      expect(text).not.toMatch(new RegExp(`CANARY|${generated}`));
    }
    // The state has the resource, or the check above would show nothing.
    expect(state()).toContain('data_wo_revision');
  });

  test('is updated by the first deploy after a rotation, and by no other', async () => {
    terraform.configure(program());
    await terraform.apply();
    await put('/api/db-password', 'CANARY-rotated');
    const plan = await terraform.plan();
    expect(plan).toContain('kubernetes_secret_v1.env will be updated in-place');
    expect(plan).toContain('1 to change, 0 to destroy');
    await terraform.apply();
    expect(inCluster()).toEqual({ DB_PASSWORD: 'CANARY-rotated' });
    expect(await terraform.plan()).toBe('none');
    expect(cluster.writes).toBe(2);
  });

  test('follows a secret that nobody declares: written, renamed, deleted, and made again with the same version', async () => {
    terraform.configure(program({ keys: [] }));
    await put('/global/token', 'CANARY-1');
    await terraform.apply();
    expect(inCluster()).toEqual({ TOKEN: 'CANARY-1' });

    await ssm.send(new DeleteParameterCommand({ Name: '/global/token' }));
    await put('/global/renamed', 'CANARY-1');
    await terraform.apply();
    expect(inCluster()).toEqual({ RENAMED: 'CANARY-1' });

    await new Promise((resolve) => {
      setTimeout(resolve, 1100);
    });
    await ssm.send(new DeleteParameterCommand({ Name: '/global/renamed' }));
    await put('/global/renamed', 'CANARY-2');
    await terraform.apply();
    expect(inCluster()).toEqual({ RENAMED: 'CANARY-2' });
    expect(await terraform.plan()).toBe('none');
  });

  test('has the value that the same deploy makes again', async () => {
    terraform.configure(program());
    await terraform.apply();
    const before = inCluster().DB_PASSWORD;
    terraform.configure(program({ generation: 2 }));
    await terraform.apply();
    expect(inCluster().DB_PASSWORD).not.toBe(before);
    expect(await terraform.plan()).toBe('none');
  });

  test('has what the same deploy adds, and with the next one no longer what it deletes', async () => {
    terraform.configure(program({ keys: ['old', 'kept'] }));
    await terraform.apply();
    terraform.configure(program({ keys: ['kept', 'new'] }));
    await terraform.apply();
    expect(Object.keys(inCluster())).toEqual(expect.arrayContaining(['KEPT', 'NEW']));
    await terraform.apply();
    expect(Object.keys(inCluster()).sort()).toEqual(['KEPT', 'NEW']);
    expect(await terraform.plan()).toBe('none');
  });

  test('is not written by a change of a tag, though Terraform cannot tell so before', async () => {
    terraform.configure(program());
    await terraform.apply();
    terraform.configure(program({ tag: 'b' }));
    expect(await terraform.plan()).toContain('coffer_secret.db-password will be updated in-place');
    await terraform.apply();
    expect(cluster.writes).toBe(1);
    expect(await terraform.plan()).toBe('none');
  });

  test('is written again, all of it, by a higher generation', async () => {
    terraform.configure(program());
    await terraform.apply();
    const written = inCluster();
    cluster.secrets.set('api/api-env', { type: 'Opaque', data: { DB_PASSWORD: 'CANARY-by-hand', MORE: 'CANARY-more' } });
    expect(await terraform.plan()).toBe('none');
    terraform.configure(program({ props: { generation: 2 } }));
    await terraform.apply();
    expect(inCluster()).toEqual(written);
  });

  test('of services in another order has the other values', async () => {
    await put('/global/key', 'CANARY-global');
    await put('/api/key', 'CANARY-api');
    terraform.configure(program({ keys: [] }));
    await terraform.apply();
    expect(inCluster()).toEqual({ KEY: 'CANARY-api' });
    terraform.configure(program({ keys: [], props: { services: ['api', 'global'] } }));
    await terraform.apply();
    expect(inCluster()).toEqual({ KEY: 'CANARY-global' });
  });
});

describe('a Secret that exists already', () => {
  const address = 'kubernetes_secret_v1.env';
  const refused =
    "KubernetesSecret 'cluster/env': the state, or an import block, holds values of the Secret in the cluster, " +
    'and Terraform would keep them for good. ' +
    `Take the import block out, or run: terraform state rm '${address}'. ` +
    'Then delete the Secret in the cluster and apply, which creates it again with the values of the vault, ' +
    'or give this one another name. ' +
    'Delete earlier versions of the state and saved plans, which have the values too, and rotate what was in them.';
  const inOneLine = (output: string) => output.replace(/[│\s]+/g, ' ');
  beforeEach(() => {
    cluster.secrets.set('api/api-env', { type: 'Opaque', data: { OLD: 'CANARY-old' } });
  });

  test('is refused by every plan once it was imported, until it is out of the state', async () => {
    terraform.configure(program());
    expect(await terraform.run(['import', '-no-color', address, 'api/api-env'])).toMatchObject({ code: 0 });
    expect(state()).toContain('CANARY-old');

    for (const plan of [await terraform.plan(), await terraform.plan()]) {
      expect(inOneLine(plan)).toContain(refused);
      expect(plan).not.toContain('CANARY');
    }
    await expect(terraform.apply()).rejects.toThrow();
    expect(inCluster()).toEqual({ OLD: 'CANARY-old' });

    await terraform.run(['state', 'rm', address]);
    cluster.secrets.delete('api/api-env');
    await terraform.apply();
    expect(Object.keys(inCluster())).toEqual(['DB_PASSWORD']);
    expect(await terraform.plan()).toBe('none');
  });

  test('is not taken in by an import block either: its values do not get into the state', async () => {
    terraform.configure({ ...program(), import: [{ to: address, id: 'api/api-env' }] } as Configuration);
    const { code, output } = await terraform.run(['apply', '-auto-approve', '-no-color']);
    expect(code).toBe(1);
    expect(inOneLine(output)).toContain(refused);
    expect(output + (existsSync(join(terraform.folder, 'terraform.tfstate')) ? state() : '')).not.toContain('CANARY');
    expect(inCluster()).toEqual({ OLD: 'CANARY-old' });
  });

  test.each([
    ['data', { OLD: 'CANARY-old' }],
    ['binary_data', { OLD: 'Q0FOQVJZLW9sZA==' }],
  ])('is refused where a moved resource kept its %s', async (argument, values) => {
    const { terraform: settings, provider } = program();
    cluster.secrets.clear();
    const old = { metadata: { name: 'api-env', namespace: 'api' }, [argument]: values };
    terraform.configure({ terraform: settings, provider, resource: { kubernetes_secret_v1: { old } } });
    await terraform.apply();
    terraform.configure({ ...program(), moved: [{ from: 'kubernetes_secret_v1.old', to: address }] } as Configuration);
    expect(inOneLine(await terraform.plan())).toContain(refused);
  });
});
