import type { IAMClient } from '@aws-sdk/client-iam';
import { AwsCallError } from '../../aws/errors';
import { eventually } from '../../aws/eventually';
import { RotationError } from '../rotation-error';
import type { StrategyContext } from '../strategy';

/** An access key, without its secret half. */
export interface IamKey {
  readonly id: string;
  readonly isActive: boolean;
  /** To the second, by IAM's clock. */
  readonly created: Date;
}

/** How long a listing may lack a key that was made by a call whose answer was lost, in milliseconds. */
const LISTED_WITHIN_MS = 3_000;

/** The access keys of one IAM user. */
export class IamKeys {
  constructor(
    private readonly user: string,
    private readonly context: Pick<StrategyContext, 'aws' | 'signal' | 'log'>,
  ) {}

  public async list(): Promise<IamKey[]> {
    const { ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
    const client = await this.client();
    // At most two: one page.
    const { AccessKeyMetadata = [] } = await this.call('ListAccessKeys', (abortSignal) =>
      client.send(new ListAccessKeysCommand({ UserName: this.user }), { abortSignal }),
    );
    return AccessKeyMetadata.map(({ AccessKeyId, Status, CreateDate }) => ({
      id: AccessKeyId!,
      isActive: Status === 'Active',
      created: CreateDate!,
    }));
  }

  /** A key that may have been made a moment ago. */
  public seen(id: string): Promise<IamKey | undefined> {
    return eventually(async () => (await this.list()).find((key) => key.id === id), this.context.signal, { withinMs: LISTED_WITHIN_MS });
  }

  /**
   * @param isLost whether a key was made by a call of this rotation whose answer nobody got
   * @throws RotationError where both slots are taken
   */
  public async create(isLost: (key: IamKey) => boolean): Promise<{ readonly id: string; readonly secretKey: string }> {
    const { CreateAccessKeyCommand } = await import('@aws-sdk/client-iam');
    const client = await this.client();
    const send = async (abortSignal: AbortSignal) => {
      try {
        return (await client.send(new CreateAccessKeyCommand({ UserName: this.user }), { abortSignal })).AccessKey!;
      } catch (error) {
        // No throttling here, as it is of other services: it does not pass.
        if ((error as Error).name === 'LimitExceededException') return 'full';
        throw error;
      }
    };
    const made = await this.call('CreateAccessKey', send, async (failure) => {
      // Made again as it is, it would fill the other slot as well: the secret half of the first key is lost with its answer.
      if (failure === 'transient') {
        await eventually(async () => ((await this.deleteEach(isLost)) > 0 ? true : undefined), this.context.signal, {
          withinMs: LISTED_WITHIN_MS,
        });
      }
      return undefined;
    });
    if (made === 'full') {
      throw new RotationError(
        'NoFreeSlot',
        `User ${this.user} has two access keys already, and a listing did not show both a moment ago. The next try looks again.`,
      );
    }
    return { id: made.AccessKeyId!, secretKey: made.SecretAccessKey! };
  }

  /** @returns how many were deleted */
  public async deleteEach(isMeant: (key: IamKey) => boolean): Promise<number> {
    const meant = (await this.list()).filter(isMeant);
    for (const { id } of meant) await this.delete(id);
    return meant.length;
  }

  public async delete(id: string): Promise<void> {
    const { DeleteAccessKeyCommand } = await import('@aws-sdk/client-iam');
    const client = await this.client();
    try {
      await this.call('DeleteAccessKey', (abortSignal) =>
        client.send(new DeleteAccessKeyCommand({ UserName: this.user, AccessKeyId: id }), { abortSignal }),
      );
      this.context.log.info('Deleted an access key', { user: this.user, accessKeyId: id });
    } catch (error) {
      if (!(error instanceof AwsCallError && error.code === 'NoSuchEntityException')) throw error;
    }
  }

  public async activate(id: string, isActive: boolean): Promise<void> {
    const { UpdateAccessKeyCommand } = await import('@aws-sdk/client-iam');
    const client = await this.client();
    const Status = isActive ? 'Active' : 'Inactive';
    await this.call('UpdateAccessKey', (abortSignal) =>
      client.send(new UpdateAccessKeyCommand({ UserName: this.user, AccessKeyId: id, Status }), { abortSignal }),
    );
    this.context.log.info(isActive ? 'Activated an access key' : 'Deactivated an access key', { user: this.user, accessKeyId: id });
  }

  private async client(): Promise<IAMClient> {
    const { IAMClient: Client } = await import('@aws-sdk/client-iam');
    return this.context.aws.client('iam', (config) => Promise.resolve(new Client(config)));
  }

  private call<T>(
    operation: string,
    run: (signal: AbortSignal) => Promise<T>,
    beforeRetry?: (failure: string) => Promise<undefined>,
  ): Promise<T> {
    return this.context.aws.call({ operation, resource: `user ${this.user}`, actions: [`iam:${operation}`] }, this.context.signal, run, {
      beforeRetry,
    });
  }
}
