import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AwsClients } from '../../../src/programs/aws/clients';
import { Log } from '../../../src/programs/aws/function-log';
import { ParameterStore } from '../../../src/programs/aws/parameter-store';
import { serve } from '../../../src/programs/replicator/handler';
import { FaultProxy } from '../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../tools/local-aws/local-aws';

export const HOME = 'eu-west-1';
export const AWAY = 'eu-central-1';
export const KEY = 'alias/acme-prod-chamber';

/** Local AWS with two of its regions, as a writer of records and a reader of copies sees them, and the replicator between them. */
export class TwoRegions {
  /** Sets everything up for the tests of the calling file, and tears it down. */
  public static forThisFile(): TwoRegions {
    const regions = new TwoRegions();
    const environment = { ...process.env };
    beforeAll(async () => {
      regions.aws = await LocalAws.start();
      regions.home = await FaultProxy.start({ target: regions.aws.endpoint });
      regions.away = await FaultProxy.start({ target: regions.aws.endpoint });
      for (const [name, value] of Object.entries(regions.aws.environment)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      for (const region of [HOME, AWAY]) regions.clients.set(region, new SSMClient({ region, endpoint: regions.aws.endpoint }));
    });
    beforeEach(async () => {
      regions.home.clear();
      regions.away.clear();
      await regions.aws.reset();
      regions.aws.clearRequests();
      regions.lines.length = 0;
    });
    afterAll(async () => {
      for (const client of regions.clients.values()) client.destroy();
      await regions.home?.close();
      await regions.away?.close();
      await regions.aws?.stop();
      process.env = environment;
    });
    return regions;
  }

  public aws!: LocalAws;
  /** In front of the replicator's calls to the region of the records. */
  public home!: FaultProxy;
  /** In front of its calls to the region of the copies. */
  public away!: FaultProxy;
  /** What the replicator has logged. */
  public readonly lines: string[] = [];
  private readonly clients = new Map<string, SSMClient>();

  /** Has the replicator serve a request, as a new process would. */
  public replicate(
    request: object,
    options: { readonly policiesKnownWithinMs?: number; readonly maxRetries?: number } = {},
  ): Promise<void> {
    const storeIn = (region: string) =>
      new ParameterStore(
        new AwsClients({
          region,
          maxRetries: options.maxRetries ?? 4,
          endpoints: { ssm: (region === HOME ? this.home : this.away).endpoint },
          userAgent: ['coffer-replicator', 'test'],
        }),
      );
    const log = new Log({}, (line) => this.lines.push(line));
    const { policiesKnownWithinMs } = options;
    return serve(
      { regions: [AWAY], key: KEY, ...request },
      { home: HOME, storeIn, log, keys: [KEY], policiesKnownWithinMs },
      new AbortController().signal,
    );
  }

  /** The events of the log, in order. */
  public events(): string[] {
    return this.lines.map((line) => (JSON.parse(line) as { message: string }).message);
  }

  /** Writes a record as chamber does, its own version number in the Description. */
  public async write(name: string, value: string, chamberVersion: number, region = HOME): Promise<void> {
    await this.in(region).send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: 'SecureString',
        KeyId: KEY,
        Overwrite: true,
        Description: String(chamberVersion),
      }),
    );
  }

  public async delete(name: string, region = HOME): Promise<void> {
    await this.in(region).send(new DeleteParameterCommand({ Name: name }));
  }

  public async tag(name: string, key: string, value: string, region = AWAY): Promise<void> {
    await this.in(region).send(
      new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: name, Tags: [{ Key: key, Value: value }] }),
    );
  }

  /** A parameter with all that is said of it; undefined where there is none. */
  public async read(name: string, region = AWAY) {
    const { Parameters } = await this.in(region).send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: [name] }] }),
    );
    const found = Parameters?.[0];
    if (!found) return undefined;
    const { Parameter } = await this.in(region).send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    const { TagList } = await this.in(region).send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }));
    return {
      value: Parameter!.Value,
      version: found.Version,
      chamberVersion: found.Description,
      keyId: found.KeyId,
      type: found.Type,
      tier: found.Tier,
      tags: Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key!, Value!])),
    };
  }

  private in(region: string): SSMClient {
    return this.clients.get(region)!;
  }
}
