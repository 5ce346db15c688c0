import {
  GetParametersByPathCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import { fault, outcome } from './fault';

export const SSM = [
  fault({
    fix: 'ssm-limits',
    behaviour:
      'PutParameter refuses a name of over 1,011 characters with its ARN, or of over 15 levels, ' +
      'and a value that refers to another parameter',
    observe: async (settings) => {
      const ssm = new SSMClient(settings);
      const put = async (Name: string, Value = 'CANARY-limits') => {
        const result = await outcome(ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true })));
        return typeof result === 'string' ? result : 'taken';
      };
      const prefix = 'arn:aws:ssm:us-east-1:123456789012:parameter';
      const results = {
        longest: await put(`/${'a'.repeat(1011 - prefix.length - 1)}`),
        longer: await put(`/${'a'.repeat(1011 - prefix.length)}`),
        deepest: await put('/x'.repeat(15)),
        deeper: await put('/x'.repeat(16)),
        braces: await put('/limits/braces', 'CANARY-{{ not closed'),
        reference: await put('/limits/reference', 'CANARY-{{ssm:other}}'),
      };
      ssm.destroy();
      return results;
    },
    onStock: { longest: 'taken', longer: 'taken', deepest: 'taken', deeper: 'taken', braces: 'taken', reference: 'taken' },
    mended: {
      longest: 'taken',
      longer: 'ValidationException',
      deepest: 'taken',
      deeper: 'ValidationException',
      braces: 'taken',
      reference: 'ValidationException',
    },
  }),
  fault({
    fix: 'ssm-refused',
    behaviour:
      'a refused LabelParameterVersion, UnlabelParameterVersion or PutParameter leaves no parameter behind, and its path can be listed',
    observe: async (settings) => {
      const ssm = new SSMClient(settings);
      const after = async (path: string, call: Promise<unknown>) => {
        const refused = await outcome(call);
        const listed = await outcome(ssm.send(new GetParametersByPathCommand({ Path: path })));
        return [refused, typeof listed === 'string' ? listed : listed.Parameters];
      };
      const of = (Name: string) => ({ Name, ParameterVersion: 1, Labels: ['current'] });
      const results = {
        label: await after('/refused-label', ssm.send(new LabelParameterVersionCommand(of('/refused-label/x')))),
        unlabel: await after('/refused-unlabel', ssm.send(new UnlabelParameterVersionCommand(of('/refused-unlabel/x')))),
      };
      ssm.destroy();
      return results;
    },
    onStock: { label: ['ParameterNotFound', 'IndexError'], unlabel: ['ParameterNotFound', 'IndexError'] },
    mended: { label: ['ParameterNotFound', []], unlabel: ['ParameterNotFound', []] },
  }),
];
