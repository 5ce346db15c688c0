import { compileFunction } from 'node:vm';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/**
 * A program in a comment: the body of the function is one comment, a CommonJS program as brotli in base64.
 *
 * V8 passes over a comment four times as fast as over a string, and a function tells its own text, so that nothing is
 * read from a disk where another version may lie by then.
 */
export type Section = () => void;

/** The comment of a section. */
export function pack(program: string): string {
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(program) };
  return `/*${brotliCompressSync(program, { params: size }).toString('base64')}*/`;
}

function unpack(section: Section): string {
  const text = section.toString();
  const packed = text.slice(text.indexOf('/*') + 2, text.lastIndexOf('*/'));
  return brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');
}

/** What a section's program exports: how to load each of its modules, by name. */
type Loaders = Readonly<Record<string, () => unknown>>;

/** The name by which a section's program requires the object that it came from. */
export const DEFERRED_MODULES = 'coffer-deferred-modules';

/**
 * Modules that the executable carries in sections, which are parsed when the first of their modules is asked for.
 *
 * Terraform starts the provider two to five times in every command, and most of those starts answer about schemas and
 * configurations only: they should not pay for the AWS SDK, which is four fifths of the provider.
 */
export class DeferredModules {
  private readonly loaders = new Map<string, Loaders>();

  /**
   * @param sections by name
   * @param title what stack traces call the sections, before their names
   */
  constructor(
    private readonly sections: Readonly<Record<string, Section>>,
    private readonly title: string,
  ) {}

  /** A module's exports: the same object each time. @throws Error where there is no such section or module */
  public load(section: string, name: string): unknown {
    let loaders = this.loaders.get(section);
    if (!loaders) {
      loaders = this.evaluate(section);
      this.loaders.set(section, loaders);
    }
    const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
    if (!load) throw new Error(`${this.title} has no module ${name} in its section ${section}`);
    return load();
  }

  private evaluate(section: string): Loaders {
    if (!Object.hasOwn(this.sections, section)) throw new Error(`${this.title} has no section ${section}`);
    const module = { exports: {} as Loaders };
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const requireFromSection = (name: string): unknown => (name === DEFERRED_MODULES ? this : require(name));
    // In this very realm, so that a Buffer or an Error is the same thing on both sides.
    const run = compileFunction(unpack(this.sections[section]!), ['exports', 'require', 'module'], {
      filename: `${this.title}/${section}.js`,
    }) as (...given: unknown[]) => void;
    run(module.exports, requireFromSection, module);
    return module.exports;
  }
}
