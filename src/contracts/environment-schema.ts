import type { Manifest, ManifestSecret } from './manifest';

/** A secret as `.env.schema` describes it. */
interface Variable {
  readonly name: string;
  readonly secret: ManifestSecret;
}

/** The services whose variables a program reads, and how errors call what asks for them. */
export interface EnvironmentSchemaRequest {
  /** Path of the vault's construct. */
  readonly vault: string;
  /** Later ones win, as in `chamber exec global api`. */
  readonly services: readonly string[];
}

/**
 * The text of a `.env.schema` (varlock: @env-spec) for the variables of some services: each of them sensitive and required,
 * with what the manifest says of it, and none with a value.
 *
 * @throws Error whose message says which service has no secret, as the end of a sentence.
 */
export function environmentSchema(manifest: Manifest, { vault, services }: EnvironmentSchemaRequest): string {
  const secrets = manifest.stacks.flatMap((stack) => stack.secrets).filter((secret) => secret.vault === vault);
  const variables = new Map<string, Variable>();
  for (const service of services) {
    const found = secrets.filter(
      (each) => each.environmentName !== null && (each.service === service || each.sharedWith.includes(service)),
    );
    if (found.length === 0) throw new Error(`service '${service}' has no secret that a program reads`);
    for (const secret of found) variables.set(secret.environmentName!, { name: secret.environmentName!, secret });
  }
  const blocks = [...variables.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(blockOf);
  return [HEADER, ...blocks].join('\n');
}

/** The first comment of the file is varlock's own settings, up to the line of dashes. */
const HEADER = `# Written by Coffer at synth. Change the program, not this file.
# @defaultSensitive=true @defaultRequired=true
# ---
`;

function blockOf({ name, secret }: Variable): string {
  const { description, owner, promisedAgeDays, name: place, type } = secret;
  const lines = [
    ...(description === null ? [] : [plain(description)]),
    `${type} ${plain(place ?? `${secret.service}/${secret.key}`)}${owner === null ? '' : `, owner ${plain(owner)}`}`,
    ...(promisedAgeDays === null ? [] : [`Replaced within ${promisedAgeDays} days`]),
  ];
  return `${lines.map((line) => `# ${line}\n`).join('')}# @sensitive @required @type=string\n${name}=\n`;
}

/** One line, in which nothing begins that varlock takes for a decorator. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/@/g, '(at)')
    .trim();
}
