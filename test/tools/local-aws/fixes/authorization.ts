import { CreateRoleCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings, outcome, fault } from './fault';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { allow, createUser, parameter } from '../authorization/users';

async function underAuthorization<T>(aws: LocalAws, check: () => Promise<T>): Promise<T> {
  await aws.enforceAuthorization(true);
  try {
    return await check();
  } finally {
    await aws.enforceAuthorization(false);
  }
}

export const AUTHORIZATION = [
  fault({
    fix: 'authorization-policies',
    behaviour: 'a policy allows what it names, where its condition holds, and nothing else',
    observe: async (settings, aws) => {
      const root = new SSMClient(settings);
      for (const Name of ['/api/key', '/other/key']) {
        await root.send(new PutParameterCommand({ Name, Type: 'String', Value: 'CANARY-local-aws-value' }));
      }
      const here = await createUser(settings, 'here', [
        allow('ssm:GetParameter', parameter('/api/*'), { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
      ]);
      const elsewhere = await createUser(settings, 'elsewhere', [
        allow('ssm:GetParameter', '*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
      ]);
      const reads = async (user: typeof here, Name: string) =>
        typeof (await outcome(new SSMClient(user).send(new GetParameterCommand({ Name })))) !== 'string';
      return underAuthorization(aws, async () => ({
        named: await reads(here, '/api/key'),
        notNamed: await reads(here, '/other/key'),
        conditionFails: await reads(elsewhere, '/api/key'),
      }));
    },
    onStock: { named: false, notNamed: false, conditionFails: true },
    mended: { named: true, notNamed: false, conditionFails: false },
  }),
  fault({
    fix: 'authorization-json-errors',
    behaviour: 'clients of JSON services recognize a refusal, an unknown key and a wrong signature',
    observe: async (settings, aws) => {
      const nobody = await createUser(settings, 'nobody', []);
      const unknown = clientSettings(settings.endpoint, { accessKeyId: 'AKIAUNKNOWNUNKNOWN12', secretAccessKey: 'secret' });
      const forged = { ...nobody, credentials: { ...nobody.credentials, secretAccessKey: 'wrong' } };
      const errorOf = (user: typeof nobody) => outcome(new SSMClient(user).send(new GetParameterCommand({ Name: '/api/key' })));
      return underAuthorization(aws, async () => [await errorOf(nobody), await errorOf(unknown), await errorOf(forged)]);
    },
    onStock: ['SyntaxError', 'SyntaxError', 'SyntaxError'],
    mended: ['AccessDeniedException', 'UnrecognizedClientException', 'InvalidSignatureException'],
  }),
  fault({
    fix: 'authorization-root-key',
    behaviour: "the account's root is allowed everything",
    observe: (settings, aws) =>
      underAuthorization(aws, async () => {
        const users = await outcome(new IAMClient(settings).send(new ListUsersCommand({})));
        return typeof users !== 'string';
      }),
    onStock: false,
    mended: true,
  }),
  fault({
    fix: 'authorization-signed-address',
    behaviour: 'signatures are checked for addresses with escaped characters',
    observe: async (settings, aws) => {
      const Bucket = 'escaped';
      await new S3Client(settings).send(new CreateBucketCommand({ Bucket }));
      const s3 = new S3Client(
        await createUser(settings, 'lister', [allow('s3:*', ['*', `arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`])]),
      );
      return underAuthorization(aws, async () => [
        await outcome(s3.send(new PutObjectCommand({ Bucket, Key: 'own/a b+c=d', Body: 'x' })).then(() => 'allowed')),
        await outcome(s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'own/' })).then(() => 'allowed')),
      ]);
    },
    onStock: ['SignatureDoesNotMatch', 'SignatureDoesNotMatch'],
    mended: ['allowed', 'allowed'],
  }),
  fault({
    fix: 'authorization-unsigned-operations',
    behaviour: 'AssumeRoleWithWebIdentity needs no key',
    observe: async (settings, aws) => {
      await new IAMClient(settings).send(
        new CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }),
      );
      const assume = new AssumeRoleWithWebIdentityCommand({
        RoleArn: 'arn:aws:iam::123456789012:role/ci',
        RoleSessionName: 'job',
        WebIdentityToken: 'CANARY-local-aws-token',
      });
      return underAuthorization(aws, async () => typeof (await outcome(new STSClient(settings).send(assume))) !== 'string');
    },
    onStock: false,
    mended: true,
  }),
];
