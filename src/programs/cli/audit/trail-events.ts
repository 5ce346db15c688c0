import { splitParameterName } from '../../../contracts/names';

/** Who made a call, as CloudTrail says it. */
export interface Caller {
  /** A role with its session, a user, root, or a service. */
  readonly who: string;
  /** The role behind a session. */
  readonly role?: string;
  /** The account of a role or user. */
  readonly account?: string;
  /** Whether it is an IAM user: one may have the name of a role. */
  readonly isUser?: boolean;
  /** What the identity provider, or whoever assumed the role, said of the person behind it (IAM: source identity). */
  readonly sourceIdentity?: string;
}

/** A call that touched parameters. */
export interface TrailEvent extends Caller {
  readonly at: Date;
  readonly action: string;
  /** Parameters; or the path that was listed, which ends with '/'. */
  readonly names: readonly string[];
  /** Parameter Store's version number that a write made. */
  readonly version?: number;
  readonly denied: boolean;
  /** Region of a call elsewhere than in the region that was asked in. */
  readonly region?: string;
}

/** Calls that change a parameter. */
export const CHANGES = ['PutParameter', 'DeleteParameter', 'DeleteParameters', 'LabelParameterVersion', 'UnlabelParameterVersion'] as const;

/**
 * Calls that tell of a read by name. A read by path has no names in its record: there, only the decryption that follows
 * tells which parameters were read (KMS: encryption context), and it does so for all other reads too.
 */
export const READS = ['Decrypt'] as const;

interface Identity {
  readonly type?: string;
  readonly arn?: string;
  readonly userName?: string;
  readonly accountId?: string;
  readonly invokedBy?: string;
  readonly sessionContext?: {
    readonly sessionIssuer?: { readonly userName?: string; readonly arn?: string };
    readonly sourceIdentity?: string;
  };
}

/** A record, as far as it is looked at. */
export interface TrailRecord {
  readonly eventTime?: string;
  readonly eventName?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly userIdentity?: Identity;
  readonly requestParameters?: {
    readonly name?: unknown;
    readonly names?: unknown;
    readonly encryptionContext?: { readonly PARAMETER_ARN?: unknown };
  } | null;
  readonly responseElements?: { readonly version?: unknown } | null;
}

/** Reads a record; undefined for one that is about no parameter. */
export function trailEvent(text: string): TrailEvent | undefined {
  let record: TrailRecord;
  try {
    record = JSON.parse(text) as TrailRecord;
  } catch {
    return undefined;
  }
  if (typeof record !== 'object' || record === null) return undefined;
  return eventOf(record);
}

/** The same of a record that has been parsed. */
export function eventOf(record: TrailRecord): TrailEvent | undefined {
  const { eventTime, eventName, errorCode, responseElements } = record;
  const names = namesOf(record);
  if (eventTime === undefined || eventName === undefined || names.length === 0) return undefined;
  const version = Number(responseElements?.version);
  return {
    at: new Date(eventTime),
    action: eventName,
    names,
    ...callerOf(record.userIdentity ?? {}),
    ...(Number.isInteger(version) && version > 0 && { version }),
    denied: errorCode !== undefined && /AccessDenied|Unauthorized/.test(errorCode),
  };
}

function namesOf({ requestParameters, errorMessage }: TrailRecord): string[] {
  const { name, names, encryptionContext } = requestParameters ?? {};
  const given = [name, ...(Array.isArray(names) ? (names as unknown[]) : []), encryptionContext?.PARAMETER_ARN];
  const texts = given.filter((each): each is string => typeof each === 'string' && each !== '');
  // What IAM refused has no parameters in its record: the ARN is in the message alone.
  const refused = texts.length > 0 ? [] : (/arn:[^:\s]+:ssm:[^:\s]*:\d*:parameter\/[\w./-]+/.exec(errorMessage ?? '') ?? []);
  return [...texts, ...refused].map(nameIn).filter((each) => splitParameterName(each) !== undefined);
}

/** Parameters may be named by their ARN, and with a version or a label. */
function nameIn(given: string): string {
  return given.replace(/^arn:[^:]+:ssm:[^:]*:\d*:parameter(?=\/)/, '').replace(/:.*$/, '');
}

function callerOf({ type, arn, userName, accountId, invokedBy, sessionContext }: Identity): Caller {
  const { sessionIssuer, sourceIdentity } = sessionContext ?? {};
  const account = /^arn:[^:]*:(?:iam|sts)::(\d+):/.exec(sessionIssuer?.arn ?? arn ?? '')?.[1] ?? accountId;
  const said = { ...(sourceIdentity !== undefined && { sourceIdentity }), ...(account !== undefined && { account }) };
  if (type === 'AssumedRole') {
    const role = sessionIssuer?.userName ?? arn?.split('/')[1];
    return { who: shortArn(arn) ?? role ?? 'a role', ...(role !== undefined && { role }), ...said };
  }
  if (type === 'IAMUser') return { who: userName ?? shortArn(arn) ?? 'a user', isUser: true, ...said };
  if (type === 'Root') return { who: 'root', ...said };
  if (type === 'AWSAccount') return { who: `account ${accountId ?? 'unknown'}`, ...said };
  return { who: userName ?? shortArn(arn) ?? invokedBy ?? type ?? 'unknown', ...said };
}

/** `role/session` of a role's session, the name of a user; the whole ARN where it is of neither. */
export function shortArn(arn: string | undefined): string | undefined {
  return (
    /:assumed-role\/(.+)$/.exec(arn ?? '')?.[1] ??
    /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1] ??
    (/:root$/.test(arn ?? '') ? 'root' : arn)
  );
}
