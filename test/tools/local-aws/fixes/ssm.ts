import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { fault, outcome } from './fault';

export const SSM = [
  fault({
    fix: 'ssm-limits',
    behaviour: 'PutParameter refuses a name of over 1,011 characters with its ARN, or of over 15 levels, and a value that refers to another parameter',
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
    mended: { longest: 'taken', longer: 'ValidationException', deepest: 'taken', deeper: 'ValidationException', braces: 'taken', reference: 'ValidationException' },
  }),
];
