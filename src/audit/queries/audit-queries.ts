import { AthenaNamedQuery } from '@cdktf/provider-aws/lib/athena-named-query';
import { AthenaWorkgroup } from '@cdktf/provider-aws/lib/athena-workgroup';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { GlueCatalogTable } from '@cdktf/provider-aws/lib/glue-catalog-table';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { Fn, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { ANSWERS, AnswersBucket, DECLARED } from './answers-bucket';
import type { AuditQueriesProps, QueriedLogs } from './audit-queries-props';
import { DECLARED_COLUMNS, DECLARED_FORMAT, declaredRows, type QueriedVault } from './declared-table';
import { queryPermissions } from './query-permissions';
import { SAVED_QUERIES } from './saved-queries';
import { type Column, projection, TRAIL_COLUMNS, TRAIL_FORMAT, TRAIL_PARTITIONS, trailLocation, type TrailLogs } from './trail-table';
import { TRAIL_TABLE } from '../../contracts/audit/queries';
import { AuditError } from '../../errors';
import { type IGrantee, roleOf } from '../../iam/grantee';
import { render } from '../../iam/policy-document';
import { PolicyQuotas } from '../../iam/policy-quotas';
import { AwsEnvironment } from '../../terraform/aws-environment';
import { isLiteral } from '../../terraform/literal';
import { OwnKind } from '../../terraform/own-kind';
import { resolved } from '../../terraform/resolved';
import { StackSetup } from '../../terraform/stack-setup';
import { checkWholeNumber } from '../../terraform/whole-number';
import { refuseReservedTags } from '../../vault/reserved-tags';
import { VaultCore } from '../../vault/vault-core';
import { checkAuditName } from '../audit-checks';
import { AuditTrail } from '../audit-trail';
import { AuditedVault, type BesideVaults } from '../watched-vaults';

const AUDITS = new OwnKind('AuditTrail', AuditTrail);
const NOTHING_BESIDE: BesideVaults = { keyArns: [], masterKeyBuckets: [], readers: [], writers: [] };
const DECLARED_TABLE = 'declared';
const GIGABYTE = 1_000_000_000;

/**
 * Saved SQL queries over the logs of a trail: a database with a table of the trail's events and a table of who may read what, an Athena
 * workgroup that encrypts query results and limits how much data a query may scan, and the saved queries themselves. Nothing runs, and
 * nothing costs more than storage, until somebody runs a query.
 *
 * Synth throws an `AuditError` for a number out of range, a name that Athena would not accept, both or neither of `audit` and `vaults`, or
 * logs whose location is unknown.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 */
export class AuditQueries extends Construct {
  /** Name of the Athena workgroup to run queries in. */
  public readonly workGroupName: string;
  /** Name of the database in the AWS Glue Data Catalog. */
  public readonly databaseName: string;
  /** Name of the S3 bucket that query results are written to. */
  public readonly answersBucketName: string;

  private readonly subject: string;
  private readonly vaults: () => readonly QueriedVault[];
  private readonly answers: AnswersBucket;
  private readonly logs: TrailLogs;
  private readonly logsKeyArn?: string;
  private granted = 0;

  constructor(scope: Construct, id: string, props: AuditQueriesProps) {
    super(scope, id);
    const subject = (this.subject = `AuditQueries '${this.node.path}'`);
    StackSetup.of(this);
    refuseReservedTags(subject, props.tags);
    const { keepDays, mostGigabytes, lookBackDays } = this.checked(props);
    const asked = this.asked(props);
    const name = checkAuditName(subject, props.name ?? asked.name);
    const tags = props.tags ?? asked.tags;
    this.vaults = asked.vaults;
    this.logs = this.checkedLogs(asked.logs);
    this.logsKeyArn = asked.logs.keyArn;
    this.answers = new AnswersBucket(this, 'answers', {
      subject,
      name,
      bucketName: props.answersBucketName,
      keyArn: asked.keyArn,
      keepDays,
      tags,
    });
    this.answersBucketName = this.answers.bucketName;
    const database = new GlueCatalogDatabase(this, 'database', {
      name: name.replace(/-/g, '_'),
      description: `Logs of the trail, and who is declared: questions of ${name}`,
      tags,
    });
    this.databaseName = database.name;
    this.declareTables(database);
    const workGroup = this.declareWorkGroup(name, mostGigabytes, tags);
    this.workGroupName = workGroup.name;
    for (const query of SAVED_QUERIES) {
      new AthenaNamedQuery(this, query.id, {
        name: query.name,
        description: query.description,
        workgroup: workGroup.id,
        database: database.name,
        query: query.sql({ database: name.replace(/-/g, '_'), trail: TRAIL_TABLE, declared: DECLARED_TABLE, days: lookBackDays }),
      });
    }
  }

  /**
   * Lets a role run queries in the workgroup, and read the tables, the logs and the query results. It grants nothing else, and no access
   * to secret values.
   *
   * Throws a `GrantError` if the grantee is not an IAM role.
   *
   * @param grantee the role of the people who investigate incidents
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-access.html
   */
  public grantQuery(grantee: IGrantee): void {
    const role = roleOf(grantee, this.subject);
    const suffix = this.granted++;
    const aws = AwsEnvironment.of(this);
    const policy = new IamPolicy(this, `ask-${suffix}`, {
      namePrefix: `${this.databaseName.slice(0, 60).replace(/_/g, '-')}-ask-`,
      description: `Ask questions in ${this.databaseName.replace(/_/g, '-')}`,
      policy: render(
        queryPermissions({
          aws,
          workGroupName: this.workGroupName,
          databaseName: this.databaseName,
          tables: [TRAIL_TABLE, DECLARED_TABLE],
          answers: this.answers,
          logs: {
            bucketArn: `arn:${aws.partition}:s3:::${this.logs.bucketName}`,
            folder: trailLocation(this.logs).slice(`s3://${this.logs.bucketName}/`.length),
            keyArn: this.logsKeyArn,
          },
        }),
      ),
      lifecycle: { createBeforeDestroy: true },
    });
    PolicyQuotas.of(this).watch(policy);
    new IamRolePolicyAttachment(this, `ask-${suffix}-attachment`, {
      role: role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private declareTables(database: GlueCatalogDatabase): void {
    new GlueCatalogTable(this, 'trail-table', {
      name: TRAIL_TABLE,
      databaseName: database.name,
      description: 'Records of CloudTrail',
      tableType: 'EXTERNAL_TABLE',
      parameters: projection(this.logs),
      partitionKeys: TRAIL_PARTITIONS.map(copied),
      storageDescriptor: storage(trailLocation(this.logs), TRAIL_FORMAT, TRAIL_COLUMNS),
    });
    const { answers } = this;
    new S3Object(this, 'declared', {
      bucket: answers.bucket.id,
      key: `${DECLARED}declared.json`,
      contentType: 'application/x-ndjson',
      content: Lazy.stringValue({ produce: () => declaredRows(this.vaults()) }),
      serverSideEncryption: 'aws:kms',
      kmsKeyId: answers.keyArn,
      dependsOn: answers.ready,
    });
    new GlueCatalogTable(this, 'declared-table', {
      name: DECLARED_TABLE,
      databaseName: database.name,
      description: 'Who may read what, by the program',
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE' },
      storageDescriptor: storage(`s3://${answers.bucketName}/${DECLARED}`, DECLARED_FORMAT, DECLARED_COLUMNS),
    });
  }

  private declareWorkGroup(name: string, gigabytes: number, tags?: { [key: string]: string }): AthenaWorkgroup {
    const { answers } = this;
    return new AthenaWorkgroup(this, 'workgroup', {
      name,
      description: 'Who read, who changed, and who was not meant to',
      // Athena deletes no workgroup in which something was asked but with its history.
      forceDestroy: true,
      configuration: {
        // Without it, whoever asks could choose another place for answers, and another encryption.
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: gigabytes * GIGABYTE,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${answers.bucketName}/${ANSWERS}`,
          expectedBucketOwner: AwsEnvironment.of(this).account,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKeyArn: answers.keyArn },
        },
      },
      tags,
      dependsOn: answers.ready,
    });
  }

  private checked({ lookBackDays = 90, mostGigabytes = 100, keepAnswersDays = 30 }: AuditQueriesProps) {
    const refuse = this.refuse.bind(this);
    return {
      lookBackDays: checkWholeNumber(
        lookBackDays,
        { name: 'lookBackDays', least: 1, most: 1095, unit: 'days', knownAtSynth: true },
        refuse,
      ),
      mostGigabytes: checkWholeNumber(
        mostGigabytes,
        { name: 'mostGigabytes', least: 1, most: 10_000, unit: 'gigabytes', knownAtSynth: true },
        refuse,
      ),
      keepDays: checkWholeNumber(keepAnswersDays, { name: 'keepAnswersDays', least: 1, most: 365, unit: 'days' }, refuse),
    };
  }

  private checkedLogs({ bucketName, keyPrefix, organizationId, accounts, regions }: QueriedLogs): TrailLogs {
    for (const [what, given] of Object.entries({ accounts, regions })) {
      if (given?.length === 0) throw this.refuse(`${what} is empty`, 'Name them, or leave it out for those of the vaults.');
    }
    if (keyPrefix !== undefined && /^\/|\/$/.test(keyPrefix)) {
      throw this.refuse(`keyPrefix '${keyPrefix}' begins or ends with '/'`, 'Write it as the trail has it, without.');
    }
    return {
      bucketName,
      keyPrefix,
      organizationId,
      accounts: this.values(() => accounts ?? this.vaults().map(({ vault }) => vault.account)),
      regions: this.values(() => regions ?? this.vaults().flatMap(({ vault: { region, copies = [] } }) => [region, ...copies])),
    };
  }

  /** Values of a partition, each once: Athena would read the files of one that is there twice two times. */
  private values(list: () => readonly string[]): string {
    return Lazy.stringValue({
      produce: () => {
        const values = [...new Set(list().map((value) => resolved(this, value)))].sort();
        // Two expressions may come to the same region.
        return values.every(isLiteral) ? values.join(',') : Fn.join(',', Fn.distinct(values));
      },
    });
  }

  private asked({ audit, vaults, logs }: AuditQueriesProps) {
    if ((audit === undefined) === (vaults === undefined)) {
      throw this.refuse(`it has ${audit ? 'both audit and vaults' : 'neither audit nor vaults'}`, 'Name the audit, or vaults with logs.');
    }
    if (audit) {
      const own = AUDITS.in(audit, this.subject);
      if (!own) throw this.refuse('audit is not an AuditTrail', 'Pass the AuditTrail whose logs are asked about.');
      const known = own._queried();
      return { ...known, logs: this.known(logs ?? known.logs), name: own.auditName, keyArn: own.keyArn };
    }
    const cores = vaults!.map((vault) => VaultCore.of(vault, this.subject));
    if (cores.length === 0) throw this.refuse('it has no vaults', 'Name at least one: vaults: [vault].');
    const audited = cores.map((core) => new AuditedVault(this, this.subject, core));
    const name = `${cores[0]!.vaultName.toLowerCase().replace(/[^a-z0-9-]/g, '-')}-audit`.slice(0, 40);
    return {
      vaults: () => audited.map((vault) => vault.declaration('', NOTHING_BESIDE, false)),
      logs: this.known(logs),
      tags: undefined,
      name,
      keyArn: undefined,
    };
  }

  private known(logs: QueriedLogs | undefined): QueriedLogs {
    if (logs) return logs;
    throw this.refuse('nobody knows where the logs are', "Say so: logs: { bucketName: '…' }.");
  }

  private refuse(problem: string, remedy: string): AuditError {
    return new AuditError(this.subject, problem, remedy);
  }
}

function storage(location: string, format: typeof TRAIL_FORMAT | typeof DECLARED_FORMAT, columns: readonly Column[]) {
  const { serde, ...formats } = format;
  return {
    location,
    ...formats,
    serDeInfo: { serializationLibrary: serde, parameters: { 'serialization.format': '1' } },
    columns: columns.map(copied),
  };
}

function copied({ name, type }: Column): Column {
  return { name, type };
}
