import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack } from 'cdktf';
import { Cluster } from './cluster';
import { folderOf, missingPeers, RealCluster } from './real-cluster';
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
    const config = join(terraform.folder, 'cli.tfrc');
    writeFileSync(
      config,
      `provider_installation {\n  dev_overrides {\n    "hashicorp/kubernetes" = ${JSON.stringify(
        folderOf('terraform-provider-kubernetes'),
      )}\n  }\n  direct {}\n}\n`,
    );
    const env = { TF_CLI_CONFIG_FILE: config, ...cluster.environment };
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
      expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
      await put('/mail/from', 'CANARY-later');
      expect((await run('plan', '-detailed-exitcode')).output).toContain('1 to change, 0 to destroy');
      await run('apply', '-auto-approve');
      expect((await cluster.secret('api', 'mail-env')).FROM).toBe('CANARY-later');
      expect(await cluster.secret('api', 'session')).toEqual(own);
      expect(await run('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });

      // The only place of a secret is not taken away by accident.
      const destroyed = await run('destroy', '-auto-approve');
      expect(destroyed.code).toBe(1);
      expect(destroyed.output).toContain('prevent_destroy');
      expect(await cluster.secret('api', 'session')).toEqual(own);
      const state = readFileSync(join(terraform.folder, 'terraform.tfstate'), 'utf8');
      expect(state).toContain('data_wo_revision');
      for (const text of [applied.output, destroyed.output, state]) {
        expect(text).not.toMatch(new RegExp(`CANARY-|${own.SESSION_KEY!}`));
      }
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
function program(endpoint: string): Configuration {
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
