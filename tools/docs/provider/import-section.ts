import { DocsError } from './docs-error';
import type { Example } from './examples';
import type { AnyResource } from '../../../src/programs/provider/core/definition';

/**
 * The section on imports of a resource that has them: the block of its example, the command that does the same, and
 * the attributes of its identity.
 */
export function importSection({ typeName, identity, import: imports }: AnyResource<unknown>, examples: readonly Example[]): string[] {
  if (!imports) return [];
  const example = examples.find(({ path }) => path === `resources/${typeName}/import`);
  if (!example) {
    throw new DocsError(
      `${typeName} can be imported and has no example of it. Write examples/terraform/resources/${typeName}/import/main.tf.`,
    );
  }
  const [{ prose, code }, ...more] = example.parts as [Example['parts'][number], ...Example['parts']];
  if (more.length > 0) throw new DocsError(`${example.path}/main.tf has several headings. An import is shown in one piece.`);
  return [
    '## Import',
    prose,
    `\`\`\`terraform\n${code}\n\`\`\``,
    'Or, without the `import` block, by the command:',
    `\`\`\`shell\n${importCommand(code, example.path)}\n\`\`\``,
    ...(identity ? identityText(identity) : []),
  ];
}

/** The section on `moved` blocks that turn resources of other providers into this one. What they take is told in a guide for each. */
export function moveSection({ moves }: AnyResource<unknown>): string[] {
  if (!moves) return [];
  const lines = moves.map(
    ({ provider, typeName }) => `- \`${typeName}\` of \`${provider}\`: see [the guide](../guides/from-${typeName.replace(/_/g, '-')}.md).`,
  );
  return [
    '## Move',
    'A `moved` block makes a resource of another type into this one, without touching what it stands for:',
    lines.join('\n'),
  ];
}

/** `terraform import` for the import block in a configuration: for a text, or for a file's content. */
function importCommand(code: string, path: string): string {
  const block = /^import \{\n([\s\S]*?)^\}/m.exec(code)?.[1] ?? '';
  const to = /^\s*to\s*=\s*(\S+)$/m.exec(block)?.[1];
  const [, text, file] = /^\s*id\s*=\s*(?:"([^"$]+)"|file\("([^"$]+)"\))$/m.exec(block) ?? [];
  if (to === undefined || (text === undefined && file === undefined)) {
    throw new DocsError(`${path}/main.tf has no import block with 'to', and with a text or file("…") as 'id'.`);
  }
  return `terraform import ${to} ${text ?? `"$(cat ${file})"`}`;
}

function identityText(identity: NonNullable<AnyResource<unknown>['identity']>): string[] {
  const lines = Object.entries(identity.attributes).map(
    ([name, { description, optional }]) => `- \`${name}\` (String${optional ? '' : ', Required'}) ${description}`,
  );
  return ['From Terraform 1.12 on, an `identity` may take the place of `id`:', lines.join('\n')];
}
