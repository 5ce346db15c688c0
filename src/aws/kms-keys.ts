import type { AwsClients } from './clients';
import { AwsCallError } from './errors';

/** The key that Parameter Store uses when none is named. */
export const DEFAULT_KEY = 'alias/aws/ssm';

/** What is known of KMS keys, asked once each. No key is ever used here, only looked up. */
export class KmsKeys {
  private readonly arns = new Map<string, Promise<string | undefined>>();

  constructor(private readonly aws: AwsClients) {}

  /** Whether two names of keys (alias, id, ARN) mean the same key. */
  public async same(a: string, b: string, signal: AbortSignal): Promise<boolean> {
    if (shortName(a) === shortName(b)) return true;
    const [first, second] = await Promise.all([this.arn(a, signal), this.arn(b, signal)]);
    return first !== undefined && first === second;
  }

  /**
   * The ARN of a key that can be used.
   *
   * @returns undefined where the caller may not look it up, or where it is the default key, which exists from its first use on
   * @throws AwsCallError where there is no such key, or it is disabled or waits for its deletion
   */
  public arn(keyId: string, signal: AbortSignal): Promise<string | undefined> {
    if (shortName(keyId) === DEFAULT_KEY) return Promise.resolve(undefined);
    let known = this.arns.get(keyId);
    if (!known) {
      known = this.describe(keyId, signal);
      this.arns.set(keyId, known);
      known.catch(() => this.arns.delete(keyId));
    }
    return known;
  }

  private async describe(keyId: string, signal: AbortSignal): Promise<string | undefined> {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const client = await this.aws.kms();
    try {
      const answer = await this.aws.call({ operation: 'DescribeKey', resource: keyId, actions: ['kms:DescribeKey'] }, signal, (abortSignal) => (
        client.send(new DescribeKeyCommand({ KeyId: keyId }), { abortSignal })
      ));
      const { Arn, KeyState } = answer.KeyMetadata!;
      if (KeyState === 'Disabled' || KeyState === 'PendingDeletion') {
        throw new AwsCallError(
          `KMS key ${keyId} cannot be used`, `Its state is ${KeyState}. Enable it (aws kms enable-key, or cancel-key-deletion first), or name another key.`, KeyState, 'DescribeKey',
        );
      }
      return Arn!;
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      if (/AccessDenied/.test(error.code)) return undefined; // Parameter Store itself then says whether it can use the key
      if (error.code !== 'NotFoundException') throw error;
      throw new AwsCallError(
        `KMS key ${keyId} does not exist`, `No such key or alias in this account and region (${error.detail.replace(/\.$/, '')}). Create it first, or correct kms_key_id.`, error.code, error.operation,
      );
    }
  }
}

function shortName(keyId: string): string {
  return keyId.replace(/^arn:[^:]+:kms:[^:]*:[^:]*:(?=alias\/)/, '').replace(/^arn:[^:]+:kms:[^:]*:[^:]*:key\//, '');
}
