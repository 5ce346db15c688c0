import { type Identity, readIdentity } from './identity';
import { isObject, textOf } from './json';

/** What the watcher takes of a record of CloudTrail: named members only, so that nothing else gets into a notice. */
export interface TrailRecord {
  readonly id: string;
  readonly time: Date;
  readonly source: string;
  readonly event: string;
  readonly region: string;
  /** The account that the record is delivered in. */
  readonly account: string;
  /** CloudTrail's code of a failed request. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly who: Identity;
  readonly address: string;
  readonly agent: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ARNs of what it is about, if the service says them. */
  readonly resources: readonly string[];
}

/** The longest text of a record that is looked at: an event of a log group has 1 MB at most (CloudWatch Logs: Quotas). */
const MOST_CHARACTERS = 1_048_576;

/**
 * Reads a record.
 *
 * @returns undefined for what is no record of a request
 */
export function readRecord(text: string): TrailRecord | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The same of a record that was parsed already, such as the `detail` of an event. */
export function recordOf(value: unknown): TrailRecord | undefined {
  if (!isObject(value)) return undefined;
  const [id, source, event] = [textOf(value.eventID), textOf(value.eventSource), textOf(value.eventName)];
  const time = new Date(textOf(value.eventTime) ?? NaN);
  const who = readIdentity(value.userIdentity);
  if (id === undefined || source === undefined || event === undefined || Number.isNaN(time.getTime()) || !who) return undefined;
  return {
    id,
    time,
    source,
    event,
    region: textOf(value.awsRegion) ?? '',
    account: textOf(value.recipientAccountId) ?? who.account ?? '',
    errorCode: textOf(value.errorCode),
    errorMessage: textOf(value.errorMessage),
    who,
    address: textOf(value.sourceIPAddress) ?? '',
    agent: textOf(value.userAgent) ?? '',
    parameters: isObject(value.requestParameters) ? value.requestParameters : {},
    resources: resourcesOf(value.resources),
  };
}

/** Whether a request was refused for want of permission. */
export function isDenied({ errorCode }: TrailRecord): boolean {
  return errorCode !== undefined && /AccessDenied|UnauthorizedOperation|NotAuthorized/.test(errorCode);
}

/** Whether a request had its effect. */
export function succeeded({ errorCode }: TrailRecord): boolean {
  return errorCode === undefined;
}

/** A text among the parameters of a request; records of some services begin their names with a capital letter. */
export function parameterOf({ parameters }: TrailRecord, name: string): string | undefined {
  return textOf(parameters[name]) ?? textOf(parameters[name[0]!.toUpperCase() + name.slice(1)]);
}

function resourcesOf(value: unknown): string[] {
  // Some services write ARN, others arn.
  return Array.isArray(value) ? value.flatMap((each) => (isObject(each) ? (textOf(each.ARN) ?? textOf(each.arn) ?? []) : [])) : [];
}
