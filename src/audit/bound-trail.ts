import type { ITerraformDependable } from 'cdktf';

/** What a trail needs to know of the audit that it is for. */
export interface TrailContext {
  /** The audit, as errors call it. */
  readonly subject: string;
  readonly name: string;
  readonly tags?: { [key: string]: string };
  /** ARN of the audit's key. */
  readonly keyArn: string;
  /** ARNs of the buckets whose objects it logs, as of synth. */
  readonly objectsOf: () => readonly string[];
}

/** What is known of a trail; texts may be tokens. */
export interface TrailParts {
  /** Left out if it is in another account: records then come by EventBridge. */
  readonly logGroup?: { readonly name: string; readonly arn: string };
  readonly trailArn?: string;
  readonly bucketName?: string;
  readonly keyPrefix?: string;
  readonly organizationId?: string;
  /** The same written out, for patterns that count characters. @default - they are written out as they are */
  readonly written?: { readonly logGroupName: string; readonly trailArn: string; readonly bucketName: string };
  /** What requests about it, its log group and its bucket may call them. */
  readonly names: readonly string[];
  /** Whether the audit made it, so that nobody else has alarms on it. */
  readonly made?: boolean;
  /** What has to be there before records come. */
  readonly ready?: readonly ITerraformDependable[];
}

/** A trail that an audit watches. */
export type BoundTrail = TrailParts & Required<Pick<TrailParts, 'made' | 'ready'>>;

export function boundTrail(parts: TrailParts): BoundTrail {
  return { ...parts, made: parts.made ?? false, ready: parts.ready ?? [] };
}
