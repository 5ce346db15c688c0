import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { decryptions, Deployment } from './deployment';
import { expectQuiet, makeAccountTrail } from './everything-audit';
import { pemLines } from './pem-lines';

jest.setTimeout(900_000);

const STAGES = ['dev', 'prod'] as const;
const PAYMENT = (stage: string) => `CANARY-payment-<${stage}>&"quoted"-41c7`;
const PARTNER = (stage: string) => `CANARY-partner-{"${stage}": [1]}-8e02`;
const ROOT_TOKEN = (stage: string) => `CANARY-root-token-${stage}-9b1`;
const SMTP = (stage: string) => `CANARY-smtp-${stage}-77d`;

// Both stages at once, each against an AWS of its own: most of the time is spent waiting for AWS.
const deployments = {} as Record<(typeof STAGES)[number], Deployment>;
beforeAll(async () => {
  await Promise.all(
    STAGES.map(async (stage) => {
      const environment = { TF_VAR_payment_token: PAYMENT(stage), TF_VAR_partner_token: PARTNER(stage) };
      deployments[stage] = await Deployment.of('everything', {
        stack: `everything-${stage}`,
        role: `acme-${stage}-terraform`,
        environment,
        cdktf: stage === 'prod',
        trace: stage === 'dev',
      });
      await makeAccountTrail(deployments[stage]);
      deployments[stage].begin();
    }),
  );
});
afterAll(() => Promise.all(Object.values(deployments).map((each) => each.close())));

/** Does something in both stages at once. */
const inBoth = (act: (stage: (typeof STAGES)[number], deployment: Deployment) => Promise<void>) => async (): Promise<void> => {
  await Promise.all(STAGES.map((stage) => act(stage, deployments[stage])));
};

describe('the example with everything, in both stages', () => {
  test(
    'is deployed, and the next plan is empty and reads nothing',
    inBoth(async (_stage, deployment) => {
      expect(await deployment.deployed()).toContain('Apply complete');
      deployment.aws.clearRequests();
      expect((await deployment.plan()).stdout).toContain('No changes');
      expect(decryptions(deployment.aws)).toEqual([]);
      expect(deployment.aws.requests().length).toBeGreaterThan(100);
    }),
  );

  // Before the tests themselves read, who are strangers.
  test(
    'is watched, and a deploy, a plan and rotations raise no alert',
    inBoth(async (stage, deployment) => expectQuiet(deployment, stage)),
  );

  test(
    'holds a value for every secret that is not supplied, and those of passing environments in dev only',
    inBoth(async (stage, deployment) => {
      expect(Object.keys(await deployment.values('/api')).sort()).toEqual([
        'db_password',
        'partner',
        'payment_token',
        'tls_ca',
        'tls_cert',
        'tls_key',
      ]);
      expect(JSON.parse((await deployment.values('/api')).partner!)).toEqual({
        user: 'acme',
        password: expect.stringMatching(/^.{48}$/) as string,
        token: PARTNER(stage),
      });
      expect(Object.keys(await deployment.values('/worker')).sort()).toEqual(['client_ca', 'client_cert', 'client_key', 'deploy_key']);
      expect(Object.keys({ ...(await deployment.values('/web/pr-12')), ...(await deployment.values('/web/pr-15')) })).toEqual(
        stage === 'dev' ? ['session_key'] : [],
      );
      expect(await deployment.values('/bootstrap/hashicorp-vault')).toEqual({});
      // By the rotator, in the same deploy.
      expect((await deployment.values('/web')).session_key).toMatch(/^.{64}$/);
      expect(JSON.parse((await deployment.values('/artifacts')).aws_credentials!)).toMatchObject({
        Version: 1,
        SecretAccessKey: expect.stringMatching(/^.{40}$/) as string,
      });
    }),
  );

  test(
    'plans nothing once people wrote what is theirs to write',
    inBoth(async (stage, deployment) => {
      const write = (Name: string, Value: string, key: string) =>
        deployment.ssm.send(
          new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId: `alias/acme-${stage}-${key}`, Description: '1' }),
        );
      await write('/bootstrap/hashicorp-vault/root_token', ROOT_TOKEN(stage), 'bootstrap');
      await write('/worker/smtp_password', SMTP(stage), 'chamber');
      expect((await deployment.plan()).code).toBe(0);
    }),
  );

  test(
    'R1: no line of a private key, no leaf of a JSON value and no other value is in state, plan, synthesized output or TRACE log',
    inBoth(async (stage, deployment) => {
      const [api, web, worker, global] = [
        await deployment.values('/api'),
        await deployment.values('/web'),
        await deployment.values('/worker'),
        await deployment.values('/global'),
      ];
      const { password, token } = JSON.parse(api.partner!) as { password: string; token: string };
      const keys = [
        api.tls_key!,
        worker.client_key!,
        worker.deploy_key!,
        await deployment.object('pki/root.pem'),
        await deployment.object('pki/issuing.pem'),
        await deployment.object('hashicorp-vault/backup.pem'),
      ];
      const lines = keys.flatMap(pemLines);
      const { SecretAccessKey: accessKey } = JSON.parse((await deployment.values('/artifacts')).aws_credentials!) as {
        SecretAccessKey: string;
      };
      expect(lines.length).toBeGreaterThan(60);
      const values = [
        api.db_password!,
        api.payment_token!,
        api.partner!,
        password,
        token,
        web.session_key!,
        global.metrics_token!,
        worker.smtp_password!,
        accessKey,
        ROOT_TOKEN(stage),
      ];
      expect(values).toEqual(expect.arrayContaining([PAYMENT(stage), PARTNER(stage), SMTP(stage)]));
      if (stage === 'dev') await deployment.planEverything();
      expect(deployment.leaks([...values, ...lines])).toEqual([]);
    }),
  );

  test(
    'is refused to be destroyed while it is protected',
    inBoth(async (_stage, deployment) => {
      expect((await deployment.plan('-destroy')).stderr).toContain('is protected from deletion');
    }),
  );

  test('is destroyed once its protection is off', async () => {
    const { dev } = deployments;
    await dev.destroy();
    for (const service of ['/api', '/web', '/worker', '/global', '/artifacts', '/bootstrap/hashicorp-vault']) {
      expect(await dev.values(service)).toEqual({});
    }
  });
});
