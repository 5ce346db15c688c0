import { createHash } from 'node:crypto';
import type { AttributeValue, DynamoDBClient, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Memory } from './memory';
import { DECLARATION_ATTRIBUTE, declarationId, type DeclarationPart, EXPIRY_ATTRIBUTE } from '../../contracts/audit/declarations';
import type { AwsClients } from '../aws/clients';
import { AwsCallError } from '../aws/errors';

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Lambda tries a batch again after a minute: by then a claim that nobody settled is free. */
const CLAIM_SECONDS = 30;
/** As long as CloudTrail may repeat a record, and somebody may send a batch again from the queue. */
const TOLD_SECONDS = 15 * DAY;
const SEEN_SECONDS = 400 * DAY;
/** Longer ids are hashed: whoever makes a request chooses names in them, and a key has 2,048 bytes at most (DynamoDB: Quotas). */
const MOST_KEY_BYTES = 1_024;
/** Names counted within a time. With those of one batch more, an item stays below its 400 KB (DynamoDB: Quotas). */
export const MOST_READS = 20_000;

/** That what the table holds is not what was deployed. */
export class NotDeclaredError extends Error {
  public override readonly name = 'NotDeclaredError';
}

/** The watcher's memory, in DynamoDB. */
export class TableMemory implements Memory {
  constructor(
    private readonly aws: AwsClients,
    private readonly table: string,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * What was declared, by the checksums that were deployed with the function.
   *
   * @throws NotDeclaredError if a part is missing, or is not the one that was deployed
   */
  public async declarations(checksums: readonly string[], signal: AbortSignal): Promise<DeclarationPart[]> {
    return Promise.all(
      checksums.map(async (checksum) => {
        const Item = await this.item(declarationId(checksum), signal);
        const text = Item?.[DECLARATION_ATTRIBUTE]?.S;
        // Whoever may write an item of the table could name a reader: what was not deployed does not count.
        if (text === undefined || createHash('sha256').update(text).digest('hex') !== checksum) {
          throw new NotDeclaredError(
            `Item ${declarationId(checksum)} of table ${this.table} is ${text === undefined ? 'missing' : 'not what was deployed'}. ` +
              'Deploy the stack again.',
          );
        }
        return JSON.parse(text) as DeclarationPart;
      }),
    );
  }

  public claim(id: string, signal: AbortSignal): Promise<boolean> {
    const now = this.seconds();
    return this.change(`told#${id}`, TOLD_SECONDS, signal, {
      UpdateExpression: 'SET lease = :lease',
      ConditionExpression: 'attribute_not_exists(id) OR (attribute_not_exists(told) AND lease < :now)',
      ExpressionAttributeValues: { ':lease': number(now + CLAIM_SECONDS), ':now': number(now) },
    }).then((done) => done !== undefined);
  }

  public async settle(id: string, signal: AbortSignal): Promise<void> {
    await this.change(`told#${id}`, TOLD_SECONDS, signal, {
      UpdateExpression: 'SET told = :now',
      ExpressionAttributeValues: { ':now': number(this.seconds()) },
    });
  }

  public async seen(id: string, signal: AbortSignal): Promise<boolean> {
    return (await this.item(`seen#${id}`, signal)) !== undefined;
  }

  public async remember(id: string, signal: AbortSignal): Promise<void> {
    await this.change(`seen#${id}`, SEEN_SECONDS, signal, {
      UpdateExpression: 'SET seen = :now',
      ExpressionAttributeValues: { ':now': number(this.seconds()) },
    });
  }

  public async began(now: Date, signal: AbortSignal): Promise<Date> {
    const item = await this.change('began#', 100 * 365 * DAY, signal, {
      UpdateExpression: 'SET began = if_not_exists(began, :now)',
      ExpressionAttributeValues: { ':now': number(Math.floor(now.getTime() / 1000)) },
      ReturnValues: 'ALL_NEW',
    });
    return new Date(Number(item!.began!.N) * 1000);
  }

  public async addReads(time: string, names: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
    const short = (name: string) => createHash('sha256').update(name).digest('base64url').slice(0, 12);
    const item = await this.change(`reads#${time}`, DAY, signal, {
      UpdateExpression: 'ADD read_names :names',
      ConditionExpression: 'attribute_not_exists(read_names) OR size(read_names) < :most',
      ExpressionAttributeValues: { ':names': { SS: [...new Set(names.map(short))] }, ':most': number(MOST_READS) },
      ReturnValues: 'UPDATED_NEW',
    });
    // Full: there are many, whichever they are.
    return item === undefined ? this.readsIn(time, signal) : namesIn(item);
  }

  public async readsIn(time: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    return namesIn(await this.item(`reads#${time}`, signal));
  }

  public async most(id: string, signal: AbortSignal): Promise<number> {
    return Number((await this.item(`most#${id}`, signal))?.most?.N ?? 0);
  }

  public async raise(id: string, count: number, signal: AbortSignal): Promise<void> {
    await this.change(`most#${id}`, SEEN_SECONDS, signal, {
      UpdateExpression: 'SET most = :count',
      // The same again keeps it for longer.
      ConditionExpression: 'attribute_not_exists(most) OR most <= :count',
      ExpressionAttributeValues: { ':count': number(count) },
    });
  }

  public async count(id: string, signal: AbortSignal): Promise<number> {
    const item = await this.change(`count#${id}`, DAY, signal, {
      UpdateExpression: 'ADD counted :one',
      ExpressionAttributeValues: { ':one': number(1) },
      ReturnValues: 'UPDATED_NEW',
    });
    return Number(item?.counted?.N ?? 0);
  }

  private async item(id: string, signal: AbortSignal): Promise<Readonly<Record<string, AttributeValue>> | undefined> {
    const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const command = new GetItemCommand({ TableName: this.table, Key: key(id), ConsistentRead: true });
    return (await this.call('GetItem', signal, (client, abortSignal) => client.send(command, { abortSignal }))).Item;
  }

  /** @returns what was asked for; undefined if its condition does not hold */
  private async change(
    id: string,
    seconds: number,
    signal: AbortSignal,
    { UpdateExpression, ExpressionAttributeValues, ...input }: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
  ): Promise<Readonly<Record<string, AttributeValue>> | undefined> {
    const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    const expires = `SET ${EXPIRY_ATTRIBUTE} = :expires`;
    const command = new UpdateItemCommand({
      TableName: this.table,
      Key: key(id),
      ...input,
      UpdateExpression: UpdateExpression!.startsWith('SET ')
        ? `${expires}, ${UpdateExpression!.slice('SET '.length)}`
        : `${expires} ${UpdateExpression}`,
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':expires': number(this.seconds() + seconds) },
    });
    try {
      const { Attributes } = await this.call('UpdateItem', signal, (client, abortSignal) => client.send(command, { abortSignal }));
      return Attributes ?? {};
    } catch (error) {
      if (error instanceof AwsCallError && error.code === 'ConditionalCheckFailedException') return undefined;
      throw error;
    }
  }

  private async call<T>(
    operation: string,
    signal: AbortSignal,
    run: (client: DynamoDBClient, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb');
    const client = await this.aws.client<DynamoDBClient>('dynamodb', (config) => Promise.resolve(new Client(config)));
    return this.aws.call({ operation, resource: this.table, actions: [`dynamodb:${operation}`] }, signal, (aborted) =>
      run(client, aborted),
    );
  }

  private seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
}

function key(id: string): Record<string, AttributeValue> {
  if (Buffer.byteLength(id) <= MOST_KEY_BYTES) return { id: { S: id } };
  return { id: { S: `${id.split('#')[0]}#sha256#${createHash('sha256').update(id).digest('hex')}` } };
}

function namesIn(item: Readonly<Record<string, AttributeValue>> | undefined): ReadonlySet<string> {
  return new Set(item?.read_names?.SS);
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}
