import { DocsError } from './docs-error';

export const COMMANDS = ['plan', 'apply', 'destroy'] as const;

/**
 * Something that whoever runs an example has to be allowed. Resources and conditions have place holders in them:
 * `<region>`, `<account>`, `<service>`, `<key id>`, `<bucket>`, `<object>`.
 */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly condition?: { readonly StringEquals?: Readonly<Record<string, string>>; readonly StringLike?: Readonly<Record<string, string>> };
  /** The commands that need it. */
  readonly for: readonly Command[];
  /** What it is needed for, as a Markdown sentence. */
  readonly why: string;
  /** What happens without it, where that is no failure: the end of a sentence that begins with `without it, `. */
  readonly without?: string;
}

export type Command = (typeof COMMANDS)[number];

/** @throws DocsError where the JSON says something else than permissions */
export function parsePermissions(json: string, file: string): Permission[] {
  const permissions = JSON.parse(json) as Permission[];
  for (const { action, resource, for: commands, why } of permissions) {
    const wrong = !/^[a-z0-9-]+:\w+$/.test(action)
      ? 'action'
      : !resource
        ? 'resource'
        : !commands?.length || commands.some((command) => !COMMANDS.includes(command))
          ? 'for'
          : !/\.$/.test(why ?? '')
            ? 'why'
            : undefined;
    if (wrong) throw new DocsError(`${file}: '${wrong}' of ${action} is missing or wrong.`);
  }
  return permissions;
}

/**
 * The section on permissions.
 *
 * @param others links to the pages of further resources in the example, which need what is listed there
 */
export function permissionsSection(permissions: readonly Permission[], others: readonly string[] = []): string {
  const elsewhere = others.map((link) => `What ${link} needs is on its own page.`);
  if (permissions.length === 0) {
    return ['## Permissions', ['It asks nothing of AWS, and needs no permission.', ...elsewhere].join(' ')].join('\n\n');
  }
  const rows = permissions.map(
    ({ action, resource, condition, for: commands, why, without }) =>
      `| \`${action}\` | ${[`\`${resource}\``, ...conditions(condition)].join('<br>')} | ${commands.join(', ')} | ${why}${
        without ? ` Optional: without it, ${without}` : ''
      } |`,
  );
  const intro = [...elsewhere, `${others.length > 0 ? 'Beside that, the' : 'The'} identity that runs Terraform needs:`].join(' ');
  const ofKeys = permissions.some(({ action }) => action.startsWith('kms:'))
    ? ['The policy of a KMS key has to allow the same, or leave it to the policies of its account.']
    : [];
  return ['## Permissions', intro, ['| Action | On | To | Why |', '|---|---|---|---|', ...rows].join('\n'), ...ofKeys].join('\n\n');
}

function conditions(condition: Permission['condition']): string[] {
  const said = (keys: Readonly<Record<string, string>> | undefined, is: string) =>
    Object.entries(keys ?? {}).map(([key, value]) => `where \`${key}\` ${is} \`${value}\``);
  return [...said(condition?.StringEquals, 'is'), ...said(condition?.StringLike, 'is like')];
}
