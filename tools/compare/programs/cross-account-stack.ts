import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  BootstrapSecret,
  MasterKey,
  MasterKeyBucket,
  MasterKeyReplication,
  ParameterTier,
  SecretSource,
  SecretVault,
  VaultKey,
} from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT, roleOf } from './roles';

/** Copies in other regions, and readers in other accounts. */
export class CrossAccountStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const regions = ['eu-central-1', 'us-east-1'].map((region) => ({
      region,
      provider: new AwsProvider(this, region, { region, alias: region }),
    }));
    const vault = new SecretVault(this, 'vault', {
      namespace: 'copies',
      stage: 'prod',
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
      deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`],
      replication: { regions, alarmTopics: [`arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`], logRetentionDays: 545, reserveConcurrency: false },
    });
    const bucketArn = 'arn:aws:s3:::elsewhere';
    const keyArn = 'arn:aws:kms:eu-central-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    new MasterKeyBucket(this, 'master-keys', {
      vault,
      replication: MasterKeyReplication.toBucket({ bucketArn, keyArn, account: '444455556666' }),
    });
    new MasterKey(this, 'master', { vault, service: 'backup', key: 'key' });

    const replicaRegions = ['eu-central-1'];
    const crossAccount = {
      accounts: ['444455556666'],
      principals: ['arn:aws:iam::777788889999:role/reader'],
      allowExternalPrincipals: true,
    };
    const shared = new ApplicationSecret(this, 'shared', {
      vault,
      service: 'api',
      key: 'shared',
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      replicaRegions,
      crossAccount,
    });
    const copied = new ApplicationSecret(this, 'copied', {
      vault,
      service: 'api',
      key: 'copied',
      source: SecretSource.supplied(),
      replicaRegions: ['us-east-1', 'eu-central-1'],
    });
    const reader = roleOf(this, 'reader');
    shared.replicaIn('eu-central-1').grantRead(reader);
    copied.replicaIn('us-east-1').grantRead(reader);
    const bootstrap = new BootstrapSecret(this, 'bootstrap', {
      vault,
      system: 'system',
      key: 'token',
      source: SecretSource.supplied(),
      tier: ParameterTier.ADVANCED,
      replicaRegions,
      crossAccount: { principals: ['arn:aws:iam::777788889999:role/boots'] },
      readers: [reader],
    });
    new TerraformOutput(this, 'outputs', {
      value: [
        shared.crossAccountReaderPolicy,
        bootstrap.crossAccountReaderPolicy,
        copied.replicaIn('eu-central-1').parameterArn,
        bootstrap.replicaIn('eu-central-1').parameterArn,
      ],
    });
    new SharedKeyStack(scope, `${id}-shared-key`);
  }
}

/** A key of somebody else's, whose policy allows what the secret's share needs. */
class SharedKeyStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'shared',
      stage: 'prod',
      key: VaultKey.fromAlias('alias/parameter_store_key'),
    });
    new ApplicationSecret(this, 'shared', {
      vault,
      service: 'api',
      key: 'shared',
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      crossAccount: { accounts: ['444455556666'], keyPolicyAllows: true },
    });
  }
}
