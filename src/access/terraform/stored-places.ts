import { StackSettingsReader } from './stack-blocks';
import { LiteralSecretError } from '../../errors';

/** A place in a stack that uses something. */
export interface Use {
  /** Address of the block, such as `resource aws_instance.web`, `output password` or `local url`. */
  readonly block: string;
  /** The argument, such as `user_data` or `store[0].input`. */
  readonly argument: string;
}

/** What is wrong with a place, and what to do instead. */
interface Verdict {
  readonly problem: string;
  readonly remedy: string;
}

const WRITE_ONLY = 'Use it in a provider, or in a write-only argument (its name ends with _wo) of a resource.';

/**
 * Refuses ephemeral values where they would be kept (R1). Terraform refuses some of these places itself, at plan, and not
 * all: `store` of terraform_data takes ephemeral values from Terraform 1.16 on, and writes them into the state.
 *
 * @throws LiteralSecretError where a value would be stored
 */
export function refuseStoredUses(stack: StackSettingsReader, subject: string): void {
  // The program gives the value itself to an ephemeral variable, and nothing of it is in any ephemeral block. A local is what
  // it is made from, however many stand between.
  const tainted = new Set(stack.blocks.filter(isEphemeralVariable).map(({ name }) => `var.${name}`));
  let grown = true;
  while (grown) {
    grown = false;
    for (const { kind, name, value } of stack.blocks) {
      const local = `local.${name}`;
      if (kind !== 'locals' || tainted.has(local) || !strings(value, '').some(({ text }) => usesValue(text, tainted))) continue;
      tainted.add(local);
      grown = true;
    }
  }
  for (const { kind, name, value } of stack.blocks) {
    if (kind === 'locals' || kind === 'provider' || kind === 'ephemeral') continue;
    // A variable's own validation may look at it, and keeps nothing.
    const counted = kind === 'variable' ? new Set([...tainted].filter((each) => !each.startsWith('var.'))) : tainted;
    for (const { text, at } of strings(value, '')) {
      if (!usesValue(text, counted)) continue;
      const verdict = judge(kind, name, at);
      if (!verdict) continue;
      const what = `${kind === 'resource' || kind === '' ? '' : `${kind} `}${name}`;
      throw new LiteralSecretError(
        subject,
        `${at === '' ? what : `${at} of ${what}`} uses an ephemeral value, and ${verdict.problem}`,
        verdict.remedy,
      );
    }
  }
}

function judge(kind: string, name: string, at: string): Verdict | undefined {
  const path = at.split(/[.[\]]+/).filter((part) => part !== '' && !/^\d+$/.test(part));
  switch (kind) {
    case 'resource':
      if (path[0] === 'provisioner' || path[0] === 'connection') return undefined;
      if (name.startsWith('terraform_data.')) {
        return {
          problem: `terraform_data keeps ${path[0] === 'store' ? 'what it stores, ephemeral values too,' : 'its arguments'} in the state`,
          remedy: 'Read the value again where it is needed.',
        };
      }
      return path.some((part) => part.endsWith('_wo'))
        ? undefined
        : { problem: 'arguments of resources are kept in the state', remedy: WRITE_ONLY };
    case 'output':
      return { problem: 'outputs are kept in the state', remedy: 'Read the secret where the output is used.' };
    case 'data':
      return { problem: 'arguments of data sources are kept in the state', remedy: WRITE_ONLY };
    case 'module':
      return { problem: 'what a module does with it cannot be seen from here', remedy: 'Read the secret within the module.' };
    default:
      return { problem: 'Terraform takes none there', remedy: WRITE_ONLY };
  }
}

function isEphemeralVariable({ kind, value }: StackSettingsReader['blocks'][number]): boolean {
  return kind === 'variable' && (value as { readonly ephemeral?: unknown } | undefined)?.ephemeral === true;
}

/** An expression that has an ephemeral resource or variable in it, or a local that has one. */
function usesValue(written: string, tainted: ReadonlySet<string>): boolean {
  // Two dollar signs are one, and no expression.
  const text = written.replace(/\$\$\{|%%\{/g, '');
  if (!/[$%]\{/.test(text)) return false;
  if (/\bephemeral\.[\w-]+\.[\w-]+/.test(text)) return true;
  return [...text.matchAll(/\b(?:local|var)\.[\w-]+/g)].some(([name]) => tainted.has(name));
}

function strings(value: unknown, at: string): { readonly text: string; readonly at: string }[] {
  if (typeof value === 'string') return [{ text: value, at }];
  if (Array.isArray(value)) return value.flatMap((each, index) => strings(each, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    // Keys of maps are expressions too.
    ...strings(name.includes('${') ? name : '', at).filter(({ text }) => text !== ''),
    ...strings(each, at === '' ? name : `${at}.${name}`),
  ]);
}
