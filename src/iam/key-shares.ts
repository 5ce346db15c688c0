import { createHash } from 'crypto';
import { Construct } from 'constructs';
import type { PolicyStatement } from './policy-document';
import { AwsEnvironment } from '../terraform/aws-environment';

/** Who of another account decrypts what. */
export interface KeyShare {
  /** The account, 12 digits. */
  readonly account: string;
  /** ARN of the one role or user of that account that may. Undefined leaves it to that account's IAM. */
  readonly principal?: string;
  /** ARN of the one parameter. */
  readonly parameterArn: string;
}

/**
 * What a KMS key lets other accounts decrypt: through Parameter Store in the key's region, and for the shared parameters
 * only, by their ARNs in the encryption context.
 */
export class KeyShares {
  private readonly shares = new Map<string, { readonly share: KeyShare; readonly arns: Set<string> }>();

  constructor(private readonly scope: Construct) {}

  public add(share: KeyShare): void {
    const consumer = share.principal ?? share.account;
    const known = this.shares.get(consumer);
    if (known) known.arns.add(share.parameterArn);
    else this.shares.set(consumer, { share, arns: new Set([share.parameterArn]) });
  }

  /** ARNs of the principals that are named. */
  public principals(): string[] {
    return [...this.shares.values()].flatMap(({ share }) => share.principal ?? []).sort();
  }

  public statements(): PolicyStatement[] {
    if (this.shares.size === 0) return [];
    const { partition, region, dnsSuffix } = AwsEnvironment.of(this.scope);
    return [...this.shares]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([
          ,
          {
            share: { account, principal },
            arns,
          },
        ]) => ({
          Sid: `SharedWith${account}${principal === undefined ? '' : createHash('sha256').update(principal).digest('hex').slice(0, 8)}`,
          Effect: 'Allow' as const,
          // The account, whatever is named: a role that is made again keeps its rights, and one that is not there yet does no harm.
          Principal: { AWS: `arn:${partition}:iam::${account}:root` },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: {
            StringEquals: {
              'kms:CallerAccount': account,
              'kms:EncryptionContext:PARAMETER_ARN': [...arns].sort(),
              'kms:ViaService': `ssm.${region}.${dnsSuffix}`,
            },
            ...(principal !== undefined && { ArnEquals: { 'aws:PrincipalArn': principal } }),
          },
        }),
      );
  }
}
