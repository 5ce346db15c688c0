import { CreateSecretCommand, DescribeSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { fault } from './fault';

export const SECRETS_MANAGER = [
  fault({
    fix: 'secretsmanager-rotation-rules',
    behaviour: 'RotationRules come back as given, and a schedule alone enables rotation',
    observe: async (settings) => {
      const secrets = new SecretsManagerClient(settings);
      const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'rotated', SecretString: 'CANARY-local-aws-rotated' }));
      const rotated = async (RotationRules: { AutomaticallyAfterDays?: number; Duration?: string; ScheduleExpression?: string }) => {
        await secrets.send(new RotateSecretCommand({ SecretId: ARN, RotationRules }));
        const secret = await secrets.send(new DescribeSecretCommand({ SecretId: 'rotated' }));
        return { enabled: secret.RotationEnabled, rules: secret.RotationRules };
      };
      return {
        scheduled: await rotated({ ScheduleExpression: 'cron(0 4 * * ? *)', Duration: '2h' }),
        afterDays: await rotated({ AutomaticallyAfterDays: 30, Duration: '3h' }),
      };
    },
    onStock: {
      scheduled: { enabled: false, rules: { AutomaticallyAfterDays: 0 } },
      afterDays: { enabled: true, rules: { AutomaticallyAfterDays: 30 } },
    },
    mended: {
      scheduled: { enabled: true, rules: { ScheduleExpression: 'cron(0 4 * * ? *)', Duration: '2h' } },
      afterDays: { enabled: true, rules: { AutomaticallyAfterDays: 30, Duration: '3h' } },
    },
  }),
];
