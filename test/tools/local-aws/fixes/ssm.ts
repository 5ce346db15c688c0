import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
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
    fix: 'ssm-writers',
    behaviour: 'DescribeParameters and GetParameterHistory name the user, the session or root that wrote each version',
    observe: async (settings) => {
      const [iam, sts, root] = [new IAMClient(settings), new STSClient(settings), new SSMClient(settings)];
      await iam.send(new CreateUserCommand({ UserName: 'ssm-writer' }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ssm-writer' }));
      await iam.send(new CreateRoleCommand({ RoleName: 'ssm-writer', AssumeRolePolicyDocument: '{}' }));
      const RoleArn = 'arn:aws:iam::123456789012:role/ssm-writer';
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ada' }));
      const keyOf = ({ AccessKeyId, SecretAccessKey }: { AccessKeyId?: string; SecretAccessKey?: string }) => ({
        accessKeyId: AccessKeyId!,
        secretAccessKey: SecretAccessKey!,
      });
      const user = new SSMClient({ ...settings, credentials: keyOf(AccessKey!) });
      const role = new SSMClient({ ...settings, credentials: { ...keyOf(Credentials!), sessionToken: Credentials!.SessionToken } });
      const Name = '/writers/x';
      for (const writer of [root, user, role]) {
        await writer.send(new PutParameterCommand({ Name, Value: 'CANARY-writers', Type: 'SecureString', Overwrite: true }));
      }
      const history = await root.send(new GetParameterHistoryCommand({ Name }));
      const filter = { ParameterFilters: [{ Key: 'Name', Values: [Name] }] };
      const described = await root.send(new DescribeParametersCommand(filter));
      for (const client of [iam, sts, root, user, role]) client.destroy();
      return {
        history: history.Parameters!.map(({ LastModifiedUser }) => LastModifiedUser),
        described: described.Parameters!.map(({ LastModifiedUser }) => LastModifiedUser),
      };
    },
    onStock: { history: ['N/A', 'N/A', 'N/A'], described: ['N/A'] },
    mended: {
      history: [
        'arn:aws:iam::123456789012:root',
        'arn:aws:iam::123456789012:user/ssm-writer',
        'arn:aws:sts::123456789012:assumed-role/ssm-writer/ada',
      ],
      described: ['arn:aws:sts::123456789012:assumed-role/ssm-writer/ada'],
    },
  }),
  fault({
    fix: 'ssm-policies',
    behaviour: 'DescribeParameters tells each policy of a parameter as a text, with its type and status',
    observe: async (settings) => {
      const ssm = new SSMClient(settings);
      const policy = { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: '2031-01-01T00:00:00.000Z' } };
      const written = { Name: '/policies/x', Value: 'CANARY-policies', Type: 'SecureString', Tier: 'Advanced', Overwrite: true } as const;
      const told = async (policies: readonly object[]) => {
        await ssm.send(new PutParameterCommand({ ...written, Policies: JSON.stringify(policies) }));
        const filter = { ParameterFilters: [{ Key: 'Name', Values: [written.Name] }] };
        const [described] = (await ssm.send(new DescribeParametersCommand(filter))).Parameters!;
        return (described!.Policies ?? []).map(({ PolicyText, PolicyType }) => [typeof PolicyText, typeof PolicyType]);
      };
      const results = { one: await told([policy]), none: await told([{}]) };
      ssm.destroy();
      return results;
    },
    onStock: { one: [['object', 'object']], none: [['object', 'object']] },
    mended: { one: [['string', 'string']], none: [] },
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
