import { QUERIED_YEARS } from '../../contracts/audit/queries';

/** A column as Glue has it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

const SESSION_CONTEXT =
  'struct<attributes:struct<mfaauthenticated:string,creationdate:string>,' +
  'sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,ec2roledelivery:string,' +
  'webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>,sourceidentity:string>';

/**
 * The columns of CloudTrail's logs (Athena User Guide, "Query AWS CloudTrail logs"). `requestparameters` and the like are JSON, since
 * they differ by operation. `sourceidentity` is beyond that page: it is a member of every session that has one.
 */
export const TRAIL_COLUMNS: readonly Column[] = [
  { name: 'eventversion', type: 'string' },
  {
    name: 'useridentity',
    type:
      'struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,' +
      `onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:${SESSION_CONTEXT}>`,
  },
  { name: 'eventtime', type: 'string' },
  { name: 'eventsource', type: 'string' },
  { name: 'eventname', type: 'string' },
  { name: 'awsregion', type: 'string' },
  { name: 'sourceipaddress', type: 'string' },
  { name: 'useragent', type: 'string' },
  { name: 'errorcode', type: 'string' },
  { name: 'errormessage', type: 'string' },
  { name: 'requestparameters', type: 'string' },
  { name: 'responseelements', type: 'string' },
  { name: 'additionaleventdata', type: 'string' },
  { name: 'requestid', type: 'string' },
  { name: 'eventid', type: 'string' },
  { name: 'readonly', type: 'string' },
  { name: 'resources', type: 'array<struct<arn:string,accountid:string,type:string>>' },
  { name: 'eventtype', type: 'string' },
  { name: 'apiversion', type: 'string' },
  { name: 'recipientaccountid', type: 'string' },
  { name: 'serviceeventdetails', type: 'string' },
  { name: 'sharedeventid', type: 'string' },
  { name: 'vpcendpointid', type: 'string' },
  { name: 'eventcategory', type: 'string' },
];

export const TRAIL_PARTITIONS: readonly Column[] = [
  { name: 'account', type: 'string' },
  { name: 'region', type: 'string' },
  { name: 'day', type: 'string' },
];

/** How files of CloudTrail are read (same page). */
export const TRAIL_FORMAT = {
  inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  serde: 'org.apache.hive.hcatalog.data.JsonSerDe',
} as const;

/** Where the logs are, as CloudTrail lays them out. */
export interface TrailLogs {
  readonly bucketName: string;
  /** Prefix of the trail, without slashes at its ends. */
  readonly keyPrefix?: string;
  /** Of an organization's trail. */
  readonly organizationId?: string;
  /** The values of partitions, in one text each. */
  readonly accounts: string;
  readonly regions: string;
}

/** Where the logs of all accounts begin. */
export function trailLocation({
  bucketName,
  keyPrefix,
  organizationId,
}: Pick<TrailLogs, 'bucketName' | 'keyPrefix' | 'organizationId'>): string {
  const levels = [bucketName, keyPrefix, 'AWSLogs', organizationId].filter((level): level is string => level !== undefined && level !== '');
  return `s3://${levels.join('/')}/`;
}

/**
 * Partition projection: Athena works out the folders itself, so that no crawler, function or job adds partitions.
 *
 * The `$$` is Terraform's way to write a dollar sign before a brace.
 */
export function projection(logs: TrailLogs): { readonly [parameter: string]: string } {
  return {
    EXTERNAL: 'TRUE',
    'projection.enabled': 'true',
    'projection.account.type': 'enum',
    'projection.account.values': logs.accounts,
    'projection.region.type': 'enum',
    'projection.region.values': logs.regions,
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.range': `NOW-${QUERIED_YEARS}YEARS,NOW`,
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'storage.location.template': `${trailLocation(logs)}$\${account}/CloudTrail/$\${region}/$\${day}`,
  };
}
