import { type PackageCopy, THIS_COPY } from './protocol';
import { PackageCopyError } from '../errors';

/**
 * A kind of Coffer's own objects. A program may have two copies of the package, its own and a library's, whose classes are not the same
 * ones: objects are recognised by a mark that all copies know, never by `instanceof` or by what members they happen to have.
 */
export class OwnKind<T extends object> {
  private readonly symbol: symbol;

  /**
   * @param name tells it from other kinds, in every copy of the package
   * @param type the class whose objects, and those of its subclasses, are of the kind
   */
  constructor(
    private readonly name: string,
    type: { readonly prototype: T },
  ) {
    this.symbol = Symbol.for(`cdktf-coffer/${name}`);
    // On the prototype: there may be thousands of objects.
    Object.defineProperty(type.prototype, this.symbol, { value: THIS_COPY });
  }

  /**
   * The object, if it is of this kind.
   *
   * @param subject who was given it, as errors call it
   * @throws PackageCopyError if it is of a copy of the package that does not work together with this one
   */
  public in(value: unknown, subject: string): T | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    const copy = (value as { readonly [of: symbol]: PackageCopy | undefined })[this.symbol];
    if (copy === undefined) return undefined;
    requireProtocol(copy, subject, this.name);
    return value as T;
  }
}

/** @throws PackageCopyError if a copy of the package does not work together with this one */
export function requireProtocol(copy: PackageCopy, subject: string, what: string): void {
  if (copy.protocol === THIS_COPY.protocol) return;
  const described = ({ version, protocol }: PackageCopy) => `cdktf-coffer ${version} (protocol ${protocol})`;
  throw new PackageCopyError(
    subject,
    `${what} is of ${described(copy)}, and this is ${described(THIS_COPY)}, which do not work together in one program`,
    'Have one version in the lock file (npm ls cdktf-coffer shows who brings another one), and make it a peer dependency of libraries.',
  );
}
