import { builtinModules } from 'node:module';
import { relative, resolve } from 'node:path';
import { build, type BuildOptions, type OnResolveArgs, type OnResolveResult, type Plugin } from 'esbuild';
import { DEFERRED_MODULES, pack } from '../../src/programs/provider/plugin/deferred-modules';

const RUNTIME = resolve(__dirname, '..', '..', 'src', 'programs', 'provider', 'plugin', 'deferred-modules.ts');
const OTHER_PACKAGES = 'packages';

export interface DeferredSectionsOptions {
  /** What stack traces call the sections, before their names. */
  readonly title: string;
  /** The name of the section of the program's own sources. */
  readonly sources: string;
  /** The folder that names of sources begin at. */
  readonly root: string;
  /** Packages that have a section of their own, and may be imported dynamically only. */
  readonly packages: Readonly<Record<string, RegExp>>;
}

/**
 * Keeps what a program imports dynamically out of its own text, in sections that `DeferredModules` unpacks on first
 * use: the program's own sources, groups of packages, and other packages.
 *
 * Packages of a group are in their section and nowhere else: the AWS SDK's parts know each other by identity.
 */
export class DeferredSections {
  /** Each section's modules: their names, with what to load under them. */
  private readonly modules = new Map<string, Map<string, string>>();

  constructor(private readonly options: DeferredSectionsOptions) {
    for (const section of [options.sources, ...Object.keys(options.packages), OTHER_PACKAGES]) this.modules.set(section, new Map());
  }

  /** Builds a program with its sections in it, and tells which files its own text is made of. */
  public async build(program: BuildOptions, options: BuildOptions): Promise<{ text: string; inputs: string[] }> {
    const built = await build({
      ...options,
      ...program,
      plugins: [...(program.plugins ?? []), this.programPlugin()],
      write: false,
      metafile: true,
    });
    let text = built.outputFiles[0]!.text;
    // Sources first: what they import is known once they are built.
    for (const section of this.modules.keys()) {
      // Packages' names of classes are part of what messages and policies read.
      const packed = await this.pack(
        section,
        section === this.options.sources ? { ...options, plugins: [this.sourcesPlugin()] } : { ...options, keepNames: true },
      );
      text = fill(text, section, packed);
    }
    return { text, inputs: Object.keys(built.metafile.inputs) };
  }

  /** For the program's own text, which holds the sections. */
  private programPlugin(): Plugin {
    return {
      name: 'deferred-sections',
      setup: (esbuild) => {
        esbuild.onResolve({ filter: /^[^./]/ }, (found) => this.packageAt(found));
        esbuild.onResolve({ filter: /^\./ }, async ({ path, kind, resolveDir, pluginData }) => {
          if (kind !== 'dynamic-import' || pluginData === 'resolving') return undefined;
          const { path: file, errors } = await esbuild.resolve(path, { kind, resolveDir, pluginData: 'resolving' });
          return { ...this.deferred(this.options.sources, relative(this.options.root, file).replaceAll('\\', '/'), file), errors };
        });
        esbuild.onLoad({ filter: /.*/, namespace: 'deferred' }, loadDeferred);
        esbuild.onResolve({ filter: new RegExp(`^${DEFERRED_MODULES}$`) }, ({ path }) => ({ path, namespace: 'deferred-modules' }));
        esbuild.onLoad({ filter: /.*/, namespace: 'deferred-modules' }, () => ({
          contents: `const { DeferredModules } = require(${JSON.stringify(RUNTIME)});
            module.exports = new DeferredModules({ ${[...this.modules.keys()]
              .map((name) => `'${name}': () => ${place(name)}`)
              .join(', ')} }, ${JSON.stringify(this.options.title)});`,
          resolveDir: __dirname,
        }));
      },
    };
  }

  /** For the section of sources: it is handed the program's `DeferredModules` as it is required. */
  private sourcesPlugin(): Plugin {
    return {
      name: 'deferred-sections',
      setup: (esbuild) => {
        esbuild.onResolve({ filter: /^[^./]/ }, (found) =>
          found.path === DEFERRED_MODULES ? { path: found.path, external: true } : this.packageAt(found),
        );
        esbuild.onLoad({ filter: /.*/, namespace: 'deferred' }, loadDeferred);
      },
    };
  }

  private packageAt({ path, kind, importer }: OnResolveArgs): OnResolveResult | undefined {
    if (path.startsWith('node:') || builtinModules.includes(path)) return undefined;
    const section = Object.keys(this.options.packages).find((name) => this.options.packages[name]!.test(path));
    if (kind === 'dynamic-import') return this.deferred(section ?? OTHER_PACKAGES, path, path);
    if (!section) return undefined;
    return {
      errors: [
        {
          text:
            `${importer} imports ${path} statically, which would load the section '${section}' in every start of the provider. ` +
            `Write await import('${path}') where it is used.`,
        },
      ],
    };
  }

  private deferred(section: string, name: string, file: string): OnResolveResult {
    this.modules.get(section)!.set(name, file);
    return { path: name, namespace: 'deferred', pluginData: section };
  }

  private async pack(section: string, options: BuildOptions): Promise<string> {
    const loaders = [...this.modules.get(section)!]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, file]) => `${JSON.stringify(name)}: () => require(${JSON.stringify(file)})`);
    const { outputFiles } = await build({
      ...options,
      stdin: { contents: `module.exports = { ${loaders.join(',\n')} };`, resolveDir: __dirname, loader: 'js' },
      write: false,
    });
    return pack(outputFiles![0]!.text);
  }
}

function loadDeferred({ path, pluginData }: { path: string; pluginData: string }) {
  return { contents: `module.exports = require('${DEFERRED_MODULES}').load(${JSON.stringify(pluginData)}, ${JSON.stringify(path)});` };
}

function place(section: string): string {
  return JSON.stringify(`<section ${section} goes here>`);
}

function fill(program: string, section: string, comment: string): string {
  const parts = program.split(place(section));
  if (parts.length !== 2) {
    throw new Error(`The built program has ${parts.length - 1} places for the section '${section}'; it must have one.`);
  }
  return parts.join(`{${comment}}`);
}
