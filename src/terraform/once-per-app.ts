import { IConstruct } from 'constructs';
import { requireProtocol } from './own-kind';
import { type PackageCopy, THIS_COPY } from './protocol';

/** What hangs on the root, with the copy of the package that made it. */
interface Held<T> {
  readonly copy: PackageCopy;
  readonly value: T;
}

/**
 * Something that an app has once. It hangs on the root of the construct tree: two apps in one process, as in tests, know
 * nothing of each other. Copies of the package share it.
 */
export class OncePerApp<T extends object> {
  private readonly symbol: symbol;

  /** @param name tells it from the others that hang there */
  constructor(
    private readonly name: string,
    private readonly create: (scope: IConstruct) => T,
  ) {
    this.symbol = Symbol.for(`cdktf-coffer/${name}`);
  }

  /**
   * The one of a scope's app, created on first use.
   *
   * @throws PackageCopyError if a copy of the package made it that does not work together with this one
   */
  public of(scope: IConstruct): T {
    const root = scope.node.root as IConstruct & { [of: symbol]: Held<T> | undefined };
    const known = root[this.symbol];
    if (known) {
      requireProtocol(known.copy, `'${scope.node.path}'`, `what the app has of Coffer (${this.name})`);
      return known.value;
    }
    const value = this.create(scope);
    Object.defineProperty(root, this.symbol, { value: { copy: THIS_COPY, value } });
    return value;
  }
}
