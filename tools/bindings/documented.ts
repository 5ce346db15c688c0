/**
 * Documents generated bindings, which are part of the public API: the generator says nothing about most members, and names pages
 * of the public registry, which an unpublished provider does not have.
 */
export function documented(code: string): string {
  const lines = withoutLinks(code).split('\n');
  const owner = /^export class (\w+) extends cdktf\.\w+ \{/m.exec(code)?.[1] ?? '';
  const said = new Map<string, string>();
  const names = new Map<string, string>();
  const out: string[] = [];
  let inInterface = false;
  for (const line of lines) {
    const declared = /^export interface (\w+) \{/.exec(line)?.[1];
    if (declared !== undefined) inInterface = true;
    if (line === '}') inInterface = false;
    if (declared !== undefined && !isDocumented(out)) out.push(`/** ${settingsOf(declared, owner)} */`);

    const property = inInterface ? /^ {2}readonly (\w+)(\??):/.exec(line) : null;
    if (property) describe(out, property[1]!, property[2] === '?', said, declared ?? owner);

    const attribute = /^ {2}\/\/ (\w+) - computed: /.exec(line)?.[1];
    if (attribute !== undefined) names.set(camel(attribute), attribute);

    const text = isDocumented(out) ? undefined : member(line, said, names);
    if (text !== undefined) {
      if (out[out.length - 1]?.includes('// Temporarily expose input value.')) out.pop();
      out.push(`  /** ${text} */`);
    }
    out.push(line);
  }
  return out.join('\n');
}

/** Neither links nor mentions of the registry's pages, and whole sentences. */
function withoutLinks(code: string): string {
  return code
    .replace(/\{@link https:\/\/[^ }]+ ([^}]*)\}/g, '$1')
    .replace(/\n +\*\n +\* Docs at Terraform Registry: .*/g, '')
    .replace(/\* (\w+) block\n/g, '* The block `$1`.\n')
    .replace(
      /\* Alias name\n/g,
      '* Name of this provider among those of its kind in the stack. Default: none, which makes it the one that is used by default.\n',
    )
    .replace(/\* Represents a (coffer|onepassword)\n/g, '* The Terraform provider `$1`.\n')
    .replace(/\* Represents a (\w+)\n/g, '* The `$1` of Terraform.\n');
}

function isDocumented(out: readonly string[]): boolean {
  return /\*\/\s*$/.test(out[out.length - 1] ?? '');
}

function settingsOf(name: string, owner: string): string {
  if (name === `${owner}Config`) return `What is written for ${owner}.`;
  const block = name.startsWith(owner) ? name.slice(owner.length) : name;
  return `The block \`${snake(block)}\` of ${owner}.`;
}

/** Keeps what the docstring before a property says, and moves its default into a tag. */
function describe(out: string[], name: string, isOptional: boolean, said: Map<string, string>, owner: string): void {
  const start = out.lastIndexOf('  /**');
  const end = out.length - 1;
  if (start < 0 || !isDocumented(out)) throw new Error(`${owner}: the generator wrote nothing about ${name}.`);
  const text = out
    .slice(start + 1, end)
    .map((each) => each.replace(/^ +\* ?/, ''))
    .join('\n')
    .trim();
  const [, before, byDefault] = /^([\s\S]*?)\s*Default: ([\s\S]*?)\.?$/.exec(text) ?? [];
  const description = before ?? text;
  if (!said.has(name)) said.set(name, description.split('\n')[0]!);
  if (!isOptional) return;
  const tag = `@default - ${(byDefault ?? 'none').replace(/\n/g, ' ')}`;
  out.splice(start, out.length - start, '  /**', ...[...description.split('\n'), '', tag].map((each) => `   * ${each}`.trimEnd()), '   */');
}

/** What a member of a class is for, unless the generator says so. */
function member(line: string, said: ReadonlyMap<string, string>, names: ReadonlyMap<string, string>): string | undefined {
  if (/^ {2}public static readonly tfResourceType = /.test(line)) return "Terraform's name of the type.";
  if (/^ {2}protected synthesizeHclAttributes\(/.test(line)) return 'The arguments, as cdktf writes them in HCL.';
  if (/^ {2}protected synthesizeAttributes\(/.test(line)) return 'The arguments, as cdktf writes them in JSON.';
  const [, kind, name] = /^ {2}public (get|reset|put)\s?(\w+)\(/.exec(line) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  const property = kind === 'get' ? name : name[0]!.toLowerCase() + name.slice(1);
  const input = /^(\w+)Input$/.exec(property)?.[1];
  const attribute = names.get(input ?? property) ?? snake(input ?? property);
  if (kind === 'reset') return `Leaves \`${attribute}\` out.`;
  if (kind === 'put') return `Writes \`${attribute}\`.`;
  if (input !== undefined && names.has(input)) return `What was written for \`${attribute}\`, if anything.`;
  return said.get(property) ?? `The attribute \`${attribute}\`.`;
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
