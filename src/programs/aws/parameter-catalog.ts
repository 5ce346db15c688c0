import type { AwsClients } from './clients';
import { AwsCallError } from './errors';
import { description, type ParameterDescription, type Tags } from './parameter';
import { type ParameterStore } from './parameter-store';

const PARAMETERS_PER_PAGE = 50; // DescribeParameters' most
const PATHS_PER_LISTING = 50; // a filter's most values
const RESOURCES_PER_PAGE = 100; // GetResources' most
const TAGS_AT_ONCE = 10; // as many calls as Terraform itself keeps in flight

type Listing = ReadonlyMap<string, ParameterDescription>;
/** By ARN. */
type TagListing = ReadonlyMap<string, Tags>;

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
  /** By the tag that was listed for, or '' for all. Undefined where the caller may not list. */
  private readonly tagListings = new Map<string, Promise<TagListing | undefined>>();

  /** @param markedBy the tag that all parameters of interest carry */
  constructor(
    private readonly aws: AwsClients,
    private readonly store: ParameterStore,
    private readonly markedBy: string,
  ) {}

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

  /** All parameters under a path, such as `/api`, one level or all of them: a listing of its own, not kept. */
  public async under(path: string, recursive: boolean, signal: AbortSignal): Promise<ParameterDescription[]> {
    return [...(await this.list([path], signal, recursive ? 'Recursive' : 'OneLevel')).values()];
  }

  /** All parameters one level under each of several paths: listings of their own, not kept. */
  public async oneLevelUnder(paths: readonly string[], signal: AbortSignal): Promise<ParameterDescription[]> {
    const found: ParameterDescription[] = [];
    for (let start = 0; start < paths.length; start += PATHS_PER_LISTING) {
      found.push(...(await this.list(paths.slice(start, start + PATHS_PER_LISTING), signal)).values());
    }
    return found;
  }

  /**
   * The tags of several parameters, by name: from one listing of all parameters' tags, which lags behind writes by
   * some seconds, or one by one where the caller may not list.
   */
  public async tagsOf(
    parameters: readonly { readonly name: string; readonly arn: string }[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Tags>> {
    const tags = new Map<string, Tags>();
    if (parameters.length === 0) return tags;
    const listed = await this.listTags('', signal);
    for (let start = 0; start < parameters.length; start += TAGS_AT_ONCE) {
      await Promise.all(
        parameters.slice(start, start + TAGS_AT_ONCE).map(async ({ name, arn }) => {
          tags.set(name, (listed ? listed.get(arn) : await this.store.tags(name, signal)) ?? {});
        }),
      );
    }
    return tags;
  }

  /**
   * Whether a parameter has the expected tags: undefined if so, else the tags that it has. Further tags do not matter.
   *
   * All marked parameters' tags are listed once. That listing lags behind writes, so a difference is asked for again
   * where the answer is certain.
   */
  public async differingTags(name: string, expected: Tags, arn: string | undefined, signal: AbortSignal): Promise<Tags | undefined> {
    const listed = (await this.listTags(this.markedBy, signal))?.get(arn ?? name);
    if (listed && includesTags(listed, expected)) return undefined;
    const certain = (await this.store.tags(name, signal)) ?? {};
    return includesTags(certain, expected) ? undefined : certain;
  }

  /** Forgets what was listed beside a parameter: it was, or is about to be, written. */
  public forget(name: string): void {
    const path = pathOf(name);
    const listing = this.listings.get(path);
    this.tagListings.clear();
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
        const listing = await this.list(
          turn.map(([path]) => path),
          signal,
        );
        for (const [, waiter] of turn) waiter.resolve(listing);
      } catch (error) {
        for (const [, waiter] of turn) waiter.reject(error);
      }
    }
    this.draining = false;
  }

  private async list(paths: string[], signal: AbortSignal, levels: 'OneLevel' | 'Recursive' = 'OneLevel'): Promise<Listing> {
    const { DescribeParametersCommand } = await import('@aws-sdk/client-ssm');
    const client = await this.aws.ssm();
    const parameters = new Map<string, ParameterDescription>();
    let NextToken: string | undefined;
    do {
      const page = await this.aws.call(
        { operation: 'DescribeParameters', resource: paths.join(', '), actions: ['ssm:DescribeParameters'] },
        signal,
        (abortSignal) =>
          client.send(
            new DescribeParametersCommand({
              ParameterFilters: [{ Key: 'Path', Option: levels, Values: paths }],
              MaxResults: PARAMETERS_PER_PAGE,
              NextToken,
            }),
            { abortSignal },
          ),
      );
      for (const parameter of page.Parameters ?? []) parameters.set(parameter.Name!, description(parameter));
      NextToken = page.NextToken;
    } while (NextToken);
    return parameters;
  }

  private listTags(key: string, signal: AbortSignal): Promise<TagListing | undefined> {
    let listing = this.tagListings.get(key);
    if (!listing) {
      listing = this.listAllTags(key, signal).catch((error) => {
        // Whoever may not list tags, or cannot reach that service, is asked for each parameter instead: more calls, the same answer.
        if (error instanceof AwsCallError && !signal.aborted) return undefined;
        this.tagListings.delete(key);
        throw error;
      });
      this.tagListings.set(key, listing);
    }
    return listing;
  }

  private async listAllTags(key: string, signal: AbortSignal): Promise<TagListing> {
    const { GetResourcesCommand } = await import('@aws-sdk/client-resource-groups-tagging-api');
    const client = await this.aws.tagging();
    const tags = new Map<string, Tags>();
    let PaginationToken: string | undefined;
    do {
      const page = await this.aws.call(
        { operation: 'GetResources', resource: key === '' ? 'all parameters' : `parameters tagged ${key}`, actions: ['tag:GetResources'] },
        signal,
        (abortSignal) =>
          client.send(
            new GetResourcesCommand({
              ResourceTypeFilters: ['ssm:parameter'],
              TagFilters: key === '' ? undefined : [{ Key: key }],
              ResourcesPerPage: RESOURCES_PER_PAGE,
              PaginationToken,
            }),
            { abortSignal },
          ),
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
