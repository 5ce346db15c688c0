import { existsSync, readFileSync } from 'node:fs';

/** Who made a request, as CloudTrail says it. */
export interface TrailIdentity {
  readonly type: 'Root' | 'IAMUser' | 'AssumedRole' | 'WebIdentityUser' | 'AWSService' | 'AWSAccount';
  readonly principalId?: string;
  /** Of the user or the role's session; a service and a web identity have none. */
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  /** A service that made the call with the identity of its caller, such as `ssm.amazonaws.com`. */
  readonly invokedBy?: string;
  readonly identityProvider?: string;
  readonly sessionContext?: {
    readonly sessionIssuer: {
      readonly type: 'Role';
      readonly principalId: string;
      readonly arn: string;
      readonly accountId: string;
      readonly userName: string;
    };
    readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' };
    readonly webIdFederationData?: { readonly federatedProvider: string; readonly attributes: Readonly<Record<string, string>> };
    readonly sourceIdentity?: string;
  };
}

/**
 * A record of CloudTrail, as Local AWS makes one for each request. It never holds a value.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export interface TrailRecord {
  readonly eventVersion: string;
  readonly userIdentity: TrailIdentity;
  /** ISO 8601, whole seconds, UTC. */
  readonly eventTime: string;
  /** Such as `ssm.amazonaws.com`. */
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  /** `AccessDenied` for whatever IAM refused. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Null where an operation has none, and for what IAM refused. */
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly { readonly ARN: string; readonly accountId?: string; readonly type?: string }[];
  readonly eventType: 'AwsApiCall';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly eventCategory: 'Management' | 'Data';
  readonly tlsDetails?: { readonly tlsVersion: string; readonly cipherSuite: string; readonly clientProvidedHostHeader: string };
}

/** The text of records, one JSON line each, from a byte offset on. */
export function readTrail(file: string, offset: number): string {
  return existsSync(file) ? readFileSync(file).subarray(offset).toString('utf8') : '';
}

export function parseTrail(text: string): TrailRecord[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as TrailRecord);
}
