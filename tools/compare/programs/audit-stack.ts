import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import { ApplicationSecret, audit, SecretSource, SecretVault } from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT, roleOf } from './roles';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/`;

/** Audits of trails from everywhere, what asks their logs, and policies for API servers. */
export class AuditStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', allowedAccountIds: [ACCOUNT] });
    const vaults = ['made', 'existing', 'organization', 'defaults'].map((namespace) => {
      const vault = new SecretVault(this, `vault-${namespace}`, { namespace, stage: 'prod' });
      const secret = new ApplicationSecret(this, `secret-${namespace}`, {
        vault,
        service: namespace,
        key: 'key',
        source: SecretSource.supplied(),
      });
      secret.grantRead(roleOf(this, `${namespace}-reader`));
      return vault;
    });
    const [made, existing, organization, defaults] = vaults as [SecretVault, SecretVault, SecretVault, SecretVault];

    const all = new audit.AuditTrail(this, 'made', {
      vaults: [made],
      name: 'made-audit',
      trail: audit.TrailSource.create({ keepDays: 500, logGroupDays: 400, objectLockDays: 30, deletionProtection: false }),
      topicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:people`,
      events: true,
      everyChange: true,
      drainSecrets: 20,
      drainMinutes: 5,
      learningDays: 3,
      deployers: [`${ROLE}deployer`],
      alsoReaders: [`${ROLE}reader`],
      alsoWriters: [`${ROLE}writer-*`],
      keyArns: [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`],
      masterKeyBuckets: ['made-master-keys'],
      accountAlarms: false,
      logRetentionDays: 400,
      reserveConcurrency: false,
      deletionProtection: false,
      tags: { Team: 'platform' },
    });
    new audit.AuditTrail(this, 'existing', {
      vaults: [existing],
      name: 'existing-audit',
      trail: audit.TrailSource.existing({
        logGroupName: '/aws/cloudtrail/all',
        trailArn: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/all`,
        bucketName: 'all-logs',
        keyPrefix: 'trail',
      }),
      accountAlarms: true,
    });
    new audit.AuditTrail(this, 'organization', {
      vaults: [organization],
      name: 'organization-audit',
      trail: audit.TrailSource.organization({
        trailArn: 'arn:aws:cloudtrail:eu-west-1:999988887777:trail/all',
        organizationId: 'o-exampleorgid',
        bucketName: 'organization-logs',
      }),
    });
    new audit.AuditTrail(this, 'defaults', { vaults: [defaults] });

    const queries = new audit.AuditQueries(this, 'queries', {
      audit: all,
      name: 'made-queries',
      lookBackDays: 100,
      mostGigabytes: 50,
      keepAnswersDays: 5,
      answersBucketName: 'made-answers',
      tags: { Team: 'platform' },
    });
    queries.grantQuery(roleOf(this, 'investigator'));
    new audit.AuditQueries(this, 'queries-of-logs', {
      vaults: [existing],
      name: 'existing-queries',
      logs: { bucketName: 'all-logs', keyPrefix: 'trail', accounts: [ACCOUNT], regions: ['eu-west-1'] },
    });

    const policies = [true, false].map(
      (everything) => new audit.KubernetesAuditPolicy(this, `policy-${everything}`, { file: `policy-${everything}.yaml`, everything }),
    );
    new TerraformOutput(this, 'outputs', { value: [all.topicArn, all.bucketName, ...policies.map(({ policy }) => policy.length)] });
  }
}
