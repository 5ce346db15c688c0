import type { PolicyStatement } from './policy-document';

/** Whom a service acts for; values may be tokens. One at least, since it acts for whoever asks it (IAM: The confused deputy problem). */
export type ServiceUseFor =
  | { readonly account: string; readonly sourceArn?: string | readonly string[]; readonly sourceLike?: string }
  | { readonly account?: undefined; readonly sourceArn: string; readonly sourceLike?: undefined };

/**
 * The statement of a resource's policy that lets a service of AWS use the resource, for one account or source only.
 *
 * @param service such as `events.amazonaws.com`
 */
export function serviceUse(
  sid: string,
  service: string,
  action: string,
  resourceArn: string,
  { account, sourceArn, sourceLike }: ServiceUseFor,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: resourceArn,
    Condition: {
      ...(account !== undefined && { StringEquals: { 'aws:SourceAccount': account } }),
      ...(sourceArn !== undefined && { ArnEquals: { 'aws:SourceArn': sourceArn } }),
      ...(sourceLike !== undefined && { ArnLike: { 'aws:SourceArn': sourceLike } }),
    },
  };
}
