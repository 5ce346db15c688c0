import type { WatchedVault } from '../../../src/contracts/audit/declarations';
import { Declared, vaultKey } from '../../../src/programs/watcher/declared';
import type { Memory } from '../../../src/programs/watcher/memory';
import { recordOf, type TrailRecord } from '../../../src/programs/watcher/record';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const BUCKET = 'acme-prod-master-keys';
export const TRAIL = 'acme-prod-audit';

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** The vault of the examples, and of tests of the watcher. */
export const VAULT: WatchedVault = {
  name: 'acme-prod',
  account: ACCOUNT,
  region: REGION,
  copies: [],
  services: ['api'],
  keys: [KEY],
  aliases: ['alias/acme-prod-chamber'],
  buckets: [BUCKET],
  topicArn: 'vault',
};

/** What the program of the examples grants: one service, which reads its own secrets, and a role for emergencies. */
export const DECLARED = new Declared([
  {
    watcher: { topicArn: 'audit', names: [TRAIL], deployers: [] },
    vaults: [VAULT],
    principals: [
      { vault: vaultKey(VAULT), who: roleArn('api-task'), reads: ['/api/*'], changes: [] },
      { vault: vaultKey(VAULT), who: roleArn('oncall'), reads: ['*'], changes: [], as: 'break-glass' },
    ],
  },
]);

/** Of everybody it was seen that they read, but of those that an example names. */
export class ExampleMemory implements Memory {
  private readonly names = new Set<string>();

  constructor(private readonly isNew: boolean) {}

  public claim = async () => true;
  public settle = async () => {};
  public seen = async () => !this.isNew;
  public remember = async () => {};
  public began = async () => new Date(0);
  public most = async () => 0;
  public raise = async () => {};
  public count = async () => 1;
  public readsIn = async () => this.names;
  public addReads = async (_time: string, names: readonly string[]) => {
    for (const name of names) this.names.add(name);
    return this.names;
  };
}

/** Who makes the requests. */
export interface ExampleSession {
  readonly role: string;
  readonly session: string;
  readonly sourceIdentity?: string;
}

/** A record in the form of CloudTrail, read as the watcher reads it. */
export function exampleRecord(who: ExampleSession, event: string, parameters: object, more: object = {}, number = 0): TrailRecord {
  const [service, eventName] = event.split(':');
  const record = recordOf({
    eventID: `0f3c${String(number).padStart(4, '0')}-7b1d-4c55-9a0e-2f6d8e1b9c11`,
    eventTime: '2026-11-28T03:12:45Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: REGION,
    recipientAccountId: ACCOUNT,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${who.role}/${who.session}`,
      accountId: ACCOUNT,
      sessionContext: { sessionIssuer: { arn: roleArn(who.role) }, sourceIdentity: who.sourceIdentity },
    },
    requestParameters: parameters,
    ...more,
  });
  if (!record) throw new Error(`The example of ${event} is not a record that the watcher reads.`);
  return record;
}

/** What IAM says of a request that it refuses. */
export function denied(action: string, name: string): object {
  const resource = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}`;
  return { errorCode: 'AccessDenied', errorMessage: `not authorized to perform: ${action} on resource: ${resource}` };
}

/** What Parameter Store says to KMS of what it decrypts. */
export function decryptionOf(name: string): object {
  return { encryptionContext: { PARAMETER_ARN: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}` } };
}
