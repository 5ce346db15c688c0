import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountSettings } from '../account';

const ACCOUNT = '123456789012';

/** A session in a role that is made for it, which may do everything with parameters and keys. */
export async function sessionOf(
  settings: AccountSettings,
  role: string,
  user: { accessKeyId: string; secretAccessKey: string },
  SourceIdentity?: string,
): Promise<SSMClient> {
  const iam = new IAMClient(settings);
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] };
  await iam.send(
    new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }) }),
  );
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ssm:*', 'kms:*'], Resource: '*' }],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: 'all', PolicyDocument }));
  const sts = new STSClient({ ...settings, credentials: user });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: 'laptop', SourceIdentity }),
  );
  return new SSMClient({
    ...settings,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });
}
