import type { AwsClients } from './clients';
import { AwsCallError } from './errors';
import { description, type ParameterDescription, type ParameterStore, type Tags } from './parameter-store';

const PARAMETERS_PER_PAGE = 50; // DescribeParameters' most
const PATHS_PER_LISTING = 50; // a filter's most values
const RESOURCES_PER_PAGE = 100; // GetResources' most

type Listing = ReadonlyMap<string, ParameterDescription>;

/**
 * Reads of parameters' metadata, listed ahead: the first read under a path lists that path page by page, without
 * decryption, and later reads are served from it. A thousand secrets cost a handful of calls.
 *
 * Terraform keeps ten reads in flight: paths that are asked for while a listing runs are listed together by the next.
 * A write under a path drops what was listed of it.
 */
export class ParameterCatalog {
  private readonly listings = new Map<string, Promise<Listing>>();
  private readonly waiting = new Map<string, { resolve(listing: Listing): void; reject(error: unknown): void }>();
  private draining = false;
  private tagged: Promise<ReadonlyMap<string, Tags>> | undefined;

  /** @param markedBy the tag that all parameters of interest carry */
  constructor(private readonly aws: AwsClients, private readonly store: ParameterStore, private readonly markedBy: string) {}

  /** The parameter, or undefined where there is none. */
  public async find(name: string, signal: AbortSignal): Promise<ParameterDescription | undefined> {
    const path = pathOf(name);
    let listing = this.listings.get(path);
    if (!listing) {
      listing = new Promise<Listing>((resolve, reject) => this.waiting.set(path, { resolve, reject }));
      this.listings.set(path, listing);
      listing.catch(() => this.listings.delete(path));
      void this.drain(signal);
    }
    return (await listing).get(name);
  }

  /**
   * Whether a parameter has the expected tags: undefined if so, else the tags that it has. Further tags do not matter.
   *
   * All marked parameters' tags are listed once. That listing lags behind writes, so a difference is asked for again
   * where the answer is certain.
   */
  public async differingTags(name: string, expected: Tags, arn: string | undefined, signal: AbortSignal): Promise<Tags | undefined> {
    const listed = (await this.listTags(signal)).get(arn ?? name);
    if (listed && includesTags(listed, expected)) return undefined;
    const certain = await this.store.tags(name, signal) ?? {};
    return includesTags(certain, expected) ? undefined : certain;
  }

  /** Forgets what was listed beside a parameter: it was, or is about to be, written. */
  public forget(name: string): void {
    const path = pathOf(name);
    const listing = this.listings.get(path);
    this.tagged = undefined;
    // A listing that still waits for its turn will see the write.
    if (!listing || this.waiting.has(path)) return;
    this.listings.delete(path);
  }

  private async drain(signal: AbortSignal): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    while (this.waiting.size > 0) {
      const turn = [...this.waiting].slice(0, PATHS_PER_LISTING);
      for (const [path] of turn) this.waiting.delete(path);
      try {
        const listing = await this.list(turn.map(([path]) => path), signal);
        for (const [, waiter] of turn) waiter.resolve(listing);
      } catch (error) {
        for (const [, waiter] of turn) waiter.reject(error);
      }
    }
    this.draining = false;
  }

  private async list(paths: string[], signal: AbortSignal): Promise<Listing> {
    const { DescribeParametersCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const parameters = new Map<string, ParameterDescription>();
    let NextToken: string | undefined;
    do {
      const page = await this.aws.call(
        { operation: 'DescribeParameters', resource: paths.join(', '), actions: ['ssm:DescribeParameters'] }, signal,
        (abortSignal) => client.send(new DescribeParametersCommand({
          ParameterFilters: [{ Key: 'Path', Option: 'OneLevel', Values: paths }], MaxResults: PARAMETERS_PER_PAGE, NextToken,
        }), { abortSignal }),
      );
      for (const parameter of page.Parameters ?? []) parameters.set(parameter.Name!, description(parameter));
      NextToken = page.NextToken;
    } while (NextToken);
    return parameters;
  }

  private listTags(signal: AbortSignal): Promise<ReadonlyMap<string, Tags>> {
    this.tagged ??= this.listAllTags(signal).catch((error) => {
      // Whoever may not list tags, or cannot reach that service, is asked for each parameter instead: more calls, the same answer.
      if (error instanceof AwsCallError && !signal.aborted) return new Map<string, Tags>();
      this.tagged = undefined;
      throw error;
    });
    return this.tagged;
  }

  private async listAllTags(signal: AbortSignal): Promise<ReadonlyMap<string, Tags>> {
    const { GetResourcesCommand } = await import('@aws-sdk/client-resource-groups-tagging-api');
    const client = await this.aws.tagging();
    const tags = new Map<string, Tags>();
    let PaginationToken: string | undefined;
    do {
      const page = await this.aws.call(
        { operation: 'GetResources', resource: `parameters tagged ${this.markedBy}`, actions: ['tag:GetResources'] }, signal,
        (abortSignal) => client.send(new GetResourcesCommand({
          ResourceTypeFilters: ['ssm:parameter'], TagFilters: [{ Key: this.markedBy }], ResourcesPerPage: RESOURCES_PER_PAGE, PaginationToken,
        }), { abortSignal }),
        { maxRetries: 2 },
      );
      for (const { ResourceARN, Tags: list } of page.ResourceTagMappingList ?? []) {
        tags.set(ResourceARN!, Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key!, Value!])));
      }
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    return tags;
  }
}

function includesTags(tags: Tags, expected: Tags): boolean {
  return Object.entries(expected).every(([key, value]) => tags[key] === value);
}

function pathOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/')) || '/';
}
