import type { AwsClients } from './clients';
import { AwsCallError, isRefused } from './errors';

/** The key that Parameter Store uses when none is named. */
export const DEFAULT_KEY = 'alias/aws/ssm';

interface KnownKey {
  readonly arn: string;
  readonly state: string | undefined;
}

/** What is known of KMS keys, asked once each. No key is ever used here, only looked up. */
export class KmsKeys {
  private readonly known = new Map<string, Promise<KnownKey | undefined>>();

  constructor(private readonly aws: AwsClients) {}

  /**
   * Whether two names of keys (alias, id, ARN) mean the same key; undefined where the caller may not look that up, or
   * one of them is no key any more.
   *
   * @throws AwsCallError where KMS does not tell
   */
  public async same(a: string, b: string, signal: AbortSignal): Promise<boolean | undefined> {
    if (a === b) return true;
    // A short name means a key of this account and region; an ARN of the same name may mean another one's.
    if (shortName(a) === shortName(b)) return (await this.inFull(a, signal)) === (await this.inFull(b, signal));
    // One after the other, so that a run makes its calls in the same order every time.
    const first = await this.describe(a, signal).catch(ifNone);
    const second = await this.describe(b, signal).catch(ifNone);
    return first && second ? first.arn === second.arn : undefined;
  }

  /**
   * The key that a name (alias, id, ARN) means, by its ARN; undefined where the caller may not look that up.
   *
   * @throws AwsCallError with code NotFoundException if there is none
   */
  public async arnOf(keyId: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.describe(keyId, signal))?.arn;
  }

  /**
   * Makes sure that a key can be used, as far as the caller may look.
   *
   * @throws AwsCallError where there is no such key, or it is disabled or waits for its deletion
   */
  public async requireUsable(keyId: string, signal: AbortSignal): Promise<void> {
    // it exists from its first use on
    if (shortName(keyId) === DEFAULT_KEY && (keyId === DEFAULT_KEY || keyId === (await this.inFull(DEFAULT_KEY, signal)))) return;
    const key = await this.describe(keyId, signal);
    if (key?.state !== 'Disabled' && key?.state !== 'PendingDeletion') return;
    throw new AwsCallError(
      `KMS key ${keyId} cannot be used`,
      `Its state is ${key.state}. Enable it (aws kms enable-key, or cancel-key-deletion first), or name another key.`,
      key.state,
      'DescribeKey',
    );
  }

  private async inFull(keyId: string, signal: AbortSignal): Promise<string> {
    if (keyId.startsWith('arn:')) return keyId;
    const { accountId, partition } = await this.aws.identity(signal);
    return `arn:${partition}:kms:${await this.aws.region()}:${accountId}:${keyId.startsWith('alias/') ? keyId : `key/${keyId}`}`;
  }

  private describe(keyId: string, signal: AbortSignal): Promise<KnownKey | undefined> {
    let key = this.known.get(keyId);
    if (!key) {
      key = this.lookUp(keyId, signal);
      this.known.set(keyId, key);
      key.catch(() => this.known.delete(keyId));
    }
    return key;
  }

  private async lookUp(keyId: string, signal: AbortSignal): Promise<KnownKey | undefined> {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const client = await this.aws.kms();
    try {
      const answer = await this.aws.call(
        { operation: 'DescribeKey', resource: keyId, actions: ['kms:DescribeKey'] },
        signal,
        (abortSignal) => client.send(new DescribeKeyCommand({ KeyId: keyId }), { abortSignal }),
      );
      return { arn: answer.KeyMetadata!.Arn!, state: answer.KeyMetadata!.KeyState };
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      if (isRefused(error)) return undefined; // Parameter Store itself then says whether it can use the key
      if (error.code !== 'NotFoundException') throw error;
      throw new AwsCallError(
        `KMS key ${keyId} does not exist`,
        `No such key or alias in this account and region (${error.detail.replace(/\.$/, '')}). Create it first, or correct kms_key_id.`,
        error.code,
        error.operation,
      );
    }
  }
}

function ifNone(error: unknown): undefined {
  if (!(error instanceof AwsCallError && error.code === 'NotFoundException')) throw error;
}

function shortName(keyId: string): string {
  return keyId.replace(/^arn:[^:]+:kms:[^:]*:[^:]*:(?=alias\/)/, '').replace(/^arn:[^:]+:kms:[^:]*:[^:]*:key\//, '');
}
