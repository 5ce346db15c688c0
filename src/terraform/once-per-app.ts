import { IConstruct } from 'constructs';

/**
 * Something that an app has once. It hangs on the root of the construct tree: two apps in one process, as in tests, know
 * nothing of each other.
 */
export class OncePerApp<T extends object> {
  private readonly symbol: symbol;

  /** @param name tells it from the others that hang there */
  constructor(
    name: string,
    private readonly create: (scope: IConstruct) => T,
  ) {
    this.symbol = Symbol.for(`cdktf-coffer/${name}`);
  }

  /** The one of a scope's app, created on first use. */
  public of(scope: IConstruct): T {
    const root = scope.node.root as IConstruct & { [of: symbol]: T | undefined };
    const known = root[this.symbol];
    if (known) return known;
    const created = this.create(scope);
    Object.defineProperty(root, this.symbol, { value: created });
    return created;
  }
}
