import { manPage } from './man-page';
import { completionScript, isShell, SHELLS } from './scripts';
import { type Arguments, type Command, EXIT, UsageError } from '../command';
import { findManifest, MANIFEST_VARIABLE } from '../vault/find-manifest';
import { version } from '../version';

/** What the scripts ask for while somebody types; it is not for people. */
const WORDS = { services: servicesOf, parameters: parametersOf } as const;

/** @throws UsageError if the shell is none that it knows */
export async function runCompletion({ positionals, terminal }: Arguments, commands: readonly Command[]): Promise<number> {
  const [shell = '', ...more] = positionals;
  if (shell in WORDS && more.length === 0) {
    WORDS[shell as keyof typeof WORDS]().forEach((word) => terminal.out(word));
    return EXIT.OK;
  }
  if (!isShell(shell) || more.length > 0) throw new UsageError(`name one shell: ${SHELLS.join(', ')}`);
  terminal.write(completionScript(shell, commands));
  return EXIT.OK;
}

export async function runMan({ positionals, terminal }: Arguments, commands: readonly Command[]): Promise<number> {
  if (positionals.length > 0) throw new UsageError('it takes no arguments. Write coffer man | man -l -');
  terminal.write(manPage(commands, version()));
  return EXIT.OK;
}

function servicesOf(): string[] {
  return [...new Set(secrets().map(({ service }) => service))].sort();
}

function parametersOf(): string[] {
  return [...new Set(secrets().map(({ service, key }) => `/${service}/${key}`))].sort();
}

/** Without a manifest, or with one that cannot be read, there is nothing to offer: somebody is typing, and wants no errors. */
function secrets(): readonly { readonly service: string; readonly key: string }[] {
  try {
    const found = findManifest(process.env[MANIFEST_VARIABLE], process.cwd());
    const all = found?.manifest.stacks.flatMap((stack) => stack.secrets) ?? [];
    // Only what a shell takes as one plain word, and this command for no option: a service called --yes would be one.
    return all.filter(({ service, key }) => /^[\w.][\w./-]*$/.test(service) && /^[\w.-]+$/.test(key));
  } catch {
    return [];
  }
}
