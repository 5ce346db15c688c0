import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack } from 'cdktf';
import { Cluster } from './cluster';
import { missingPeers, ownKubernetesProvider, RealCluster } from './real-cluster';
import { TerraformWithCluster } from './terraform-with-cluster';
import { AwsCredentials, SecretSource, SecretVault, VaultKey, kubernetes, provider } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { newApp, newStack, synthesize, type Configuration } from '../../support/synth';

jest.setTimeout(300_000);

const missing = missingPeers('terraform-provider-kubernetes');

if (missing.length > 0) {
  // Said in the report, so that nobody takes a run without a cluster for one with it.
  test.skip(`not run: ${missing.join(', ')} not on PATH`, () => undefined);
} else {
  test('a real API server has Secrets of both kinds of source by hashicorp/kubernetes, and no value is anywhere else', async () => {
    const [aws, cluster] = await Promise.all([LocalAws.start(), RealCluster.start()]);
    const before = { ...process.env };
    for (const [name, value] of Object.entries(aws.environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    const ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials });
    const put = (Name: string, Value: string) => ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
    const terraform = await TerraformWithCluster.start(new Cluster(), { realKubernetes: true });
    const env = {
      TF_CLI_CONFIG_FILE: ownKubernetesProvider(terraform.folder),
      ...cluster.environment,
      // Of Terraform itself: at that level, hashicorp/kubernetes writes the values of Secrets to its log.
      TF_LOG_CORE: 'TRACE',
      TF_LOG_PATH: join(terraform.folder, 'trace.log'),
    };
    const run = async (...args: string[]) => {
      const { code, output } = await terraform.run([...args, '-no-color'], env);
      return { code, output };
    };
    try {
      expect((await cluster.call('POST', '/api/v1/namespaces', { metadata: { name: 'api' } })).status).toBe(201);
      const key = { Version: 1, AccessKeyId: 'AKIACANARY0000000001', SecretAccessKey: 'CANARY-secret', SmtpPassword: 'CANARY-smtp' };
      await put('/mail/aws_credentials', JSON.stringify(key));
      await put('/mail/from', 'CANARY-from');
      terraform.configure(program(aws.endpoint));
      const applied = await run('apply', '-auto-approve');
      expect(applied).toMatchObject({ code: 0 });
      expect(await cluster.secret('api', 'mail-env')).toEqual({
        FROM: 'CANARY-from',
        SMTP_USERNAME: key.AccessKeyId,
        SMTP_PASSWORD: key.SmtpPassword,
      });
      const own = await cluster.secret('api', 'session');
      expect(own).toEqual({ SESSION_KEY: expect.stringMatching(/^\w{40}$/) as string });

      // A plan reads nothing back, is empty, and stays so.
      const empty = async () => expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
      const apply = async (...args: string[]) => expect(await run('apply', '-auto-approve', ...args)).toMatchObject({ code: 0 });
      await empty();
      await put('/mail/from', 'CANARY-later');
      expect((await run('plan', '-detailed-exitcode', '-out=later.tfplan')).output).toContain('1 to change, 0 to destroy');
      await apply();
      const copies = { FROM: 'CANARY-later', SMTP_USERNAME: key.AccessKeyId, SMTP_PASSWORD: key.SmtpPassword };
      expect(await cluster.secret('api', 'mail-env')).toEqual(copies);
      expect(await cluster.secret('api', 'session')).toEqual(own);
      await empty();

      // Made again, it has the same values.
      const addressOf = (name: string) => `kubernetes_secret_v1.${idOf(program(aws.endpoint), name)}`;
      await apply(`-replace=${addressOf('mail-env')}`);
      expect(await cluster.secret('api', 'mail-env')).toEqual(copies);
      await run('taint', addressOf('mail-env'));
      await apply();
      expect(await cluster.secret('api', 'mail-env')).toEqual(copies);
      await empty();

      // What somebody writes by hand stays, until a higher generation writes all of it again.
      const path = '/api/v1/namespaces/api/secrets/mail-env';
      const edited = JSON.parse((await cluster.call('GET', path)).body) as { data: Record<string, string> };
      edited.data = { FROM: Buffer.from('CANARY-by-hand').toString('base64') };
      expect((await cluster.call('PUT', path, edited)).status).toBe(200);
      await empty();
      terraform.configure(program(aws.endpoint, 2));
      await apply();
      expect(await cluster.secret('api', 'mail-env')).toEqual(copies);
      await empty();

      // The only place of a secret is not taken away by accident.
      const destroyed = await run('destroy', '-auto-approve');
      const replaced = await run('plan', `-replace=${addressOf('session')}`);
      for (const refused of [destroyed, replaced]) {
        expect(refused.code).toBe(1);
        expect(refused.output).toContain('prevent_destroy');
      }
      expect(await cluster.secret('api', 'session')).toEqual(own);
      const state = readFileSync(join(terraform.folder, 'terraform.tfstate'), 'utf8');
      expect(state).toContain('data_wo_revision');
      const shown = await run('show', '-json', 'later.tfplan');
      expect(shown.output).toContain('data_wo_revision');
      const plan = readFileSync(join(terraform.folder, 'later.tfplan'), 'latin1');
      const log = readFileSync(env.TF_LOG_PATH, 'utf8');
      expect(log.length).toBeGreaterThan(100_000);
      for (const text of [applied.output, destroyed.output, replaced.output, shown.output, state, plan, log]) {
        expect(text).not.toMatch(new RegExp(`CANARY-|${own.SESSION_KEY!}`));
      }

      // Gone from the cluster, it has another value, and programs notice by the next deploy. An import is refused.
      expect((await cluster.call('DELETE', '/api/v1/namespaces/api/secrets/session')).status).toBe(200);
      await apply();
      const { SESSION_KEY: second } = await cluster.secret('api', 'session');
      expect(second).toMatch(/^\w{40}$/);
      expect(second).not.toBe(own.SESSION_KEY);
      await empty();
      expect(await run('state', 'rm', addressOf('mail-env'))).toMatchObject({ code: 0 });
      expect(await run('import', addressOf('mail-env'), 'api/mail-env')).toMatchObject({ code: 0 });
      const imported = await run('plan');
      expect(imported.code).toBe(1);
      expect(imported.output.replace(/[\s│]+/g, ' ')).toContain('delete the Secret in the cluster and apply');
      expect(imported.output).not.toContain('CANARY-');
    } finally {
      terraform.stop();
      cluster.stop();
      ssm.destroy();
      process.env = before;
      await aws.stop();
    }
  });
}

/** A Secret with copies of the service mail, its credentials for SMTP among them, and one of a secret that is nowhere else. */
function program(endpoint: string, generation?: number): Configuration {
  const app = newApp();
  const vault = new SecretVault(newStack(app, 'home'), 'vault', {
    namespace: 'acme',
    stage: 'dev',
    key: VaultKey.fromAlias('alias/aws/ssm'),
  });
  const stack = new TerraformStack(app, 'cluster');
  new provider.CofferProvider(stack, 'coffer', {
    region: 'eu-west-1',
    endpoints: { ssm: endpoint, kms: endpoint, sts: endpoint, resourcegroupstaggingapi: endpoint },
  });
  new KubernetesProvider(stack, 'kubernetes', {});
  new kubernetes.KubernetesSecret(stack, 'mail', {
    vault,
    services: ['mail'],
    smtpCredentials: AwsCredentials.fromName(stack, 'credentials', { vault, service: 'mail' }),
    namespace: 'api',
    name: 'mail-env',
    generation,
  });
  new kubernetes.KubernetesSecret(stack, 'session', {
    vault,
    service: 'api',
    key: 'session_key',
    source: SecretSource.generated({ length: 40 }),
    namespace: 'api',
    name: 'session',
  });
  return synthesize(stack);
}

/** The id of a Secret among the resources. */
function idOf({ resource }: Configuration, name: string): string {
  const found = Object.entries(resource.kubernetes_secret_v1!).find(([, secret]) => (secret.metadata as { name: string }).name === name);
  return found![0];
}
