import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Commands } from './commands';

export interface BuildOptions {
  /** The clone. */
  readonly root: string;
  readonly commands: Commands;
  /** Whether the functions' zips are needed too. @default false */
  readonly functions?: boolean;
  /** Whether the `coffer` command is needed too. @default false */
  readonly command?: boolean;
  /** Told of what is being built. */
  readonly onStart?: (what: string) => void;
}

/**
 * Builds the provider and the library, and the functions and the command where they are asked for, where they are older than their sources.
 *
 * @returns what was built
 * @throws CommandError where a source does not compile
 */
export async function build({ root, commands, functions = false, command = false, onStart }: BuildOptions): Promise<string[]> {
  const built: string[] = [];
  const path = (...parts: string[]) => join(root, ...parts);
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
  const common = ['package-lock.json', 'tsconfig.json'].map((name) => path(name));

  // The library's synth lays the provider out, and its bindings were made from the provider's schema: provider first.
  const providerSources = [path('src', 'programs'), path('src', 'contracts'), path('tools', 'bundle'), ...common];
  const bundle = (program: string) =>
    commands.succeed(
      path('node_modules', '.bin', 'ts-node'),
      ['--transpile-only', '--project', path('test', 'tsconfig.json'), path('tools', 'bundle', `${program}.ts`)],
      { cwd: root, env },
    );
  if (isStale([path('assets', 'terraform-provider-coffer'), path('assets', 'provider.json')], providerSources)) {
    onStart?.('the provider');
    await bundle('provider');
    built.push('the provider');
  }
  const zips = [
    ...['rotator.json', 'rotator.zip', 'rotator-with-databases.zip', 'replicator.json', 'replicator.zip'],
    ...['watcher.json', 'watcher.zip'],
  ].map((name) => path('assets', name));
  if (functions && isStale(zips, providerSources)) {
    onStart?.('the functions');
    await bundle('rotator');
    await bundle('replicator');
    await bundle('watcher');
    built.push('the functions');
  }
  if (command && isStale([path('assets', 'coffer.js')], providerSources)) {
    onStart?.('the command');
    await bundle('cli');
    built.push('the command');
  }
  const librarySources = readdirSync(path('src'))
    .filter((name) => name !== 'programs')
    .map((name) => path('src', name));
  if (isStale([path('lib', 'index.js'), path('.jsii')], [...librarySources, ...common])) {
    onStart?.('the library');
    await commands.succeed(path('node_modules', '.bin', 'jsii'), ['--silence-warnings=reserved-word'], { cwd: root, env });
    built.push('the library');
  }
  return built;
}

/** Whether a result is missing, or older than the newest of its sources. */
function isStale(results: readonly string[], sources: readonly string[]): boolean {
  if (results.some((result) => !existsSync(result))) return true;
  const oldest = Math.min(...results.map((result) => statSync(result).mtimeMs));
  return sources.some((source) => newestChange(source) > oldest);
}

/** When something below a path changed last. A folder counts too: it changes when a file in it goes. */
function newestChange(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
