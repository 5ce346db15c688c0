/** What is wrong with a resource that a policy names, and what to write in its place. */
export interface ResourceFault {
  /** Goes on after the resource, as in "which has a wildcard". */
  readonly problem: string;
  readonly remedy: string;
}

const ARN = /^arn:([^:]*):([^:]*):[^:]*:([^:]*):(.+)$/s;
const WILDCARD = /[*?]/;
/** A reference of Terraform's, or a variable of IAM's: a name, whatever it stands for. */
const REFERENCE = /\$\$?\{[^}]*\}|&\{[^}]*\}/g;
/** Services whose resources begin with a name of the user's own, where those of others begin with what it is, such as role. */
const NAMES_FIRST = new Set(['s3', 'execute-api', 'sqs', 'sns', 'codecommit']);
/**
 * What Secrets Manager adds to a secret's name, in the form that AWS documents for policies (Secrets Manager: Permissions policy examples).
 */
const SECRET_SUFFIX = /-\?{6}$/;

/**
 * What keeps a resource from being named exactly (R9): a wildcard may stand below a name that is written out, and
 * nowhere else.
 *
 * @param resource an ARN other than `*`, which may have tokens
 * @returns undefined if nothing does
 */
export function resourceFault(resource: string): ResourceFault | undefined {
  const written = resource.replace(REFERENCE, 'reference');
  // A whole ARN may be a token, with or without a path behind it.
  if (/^reference([/:].*)?$/s.test(written) && resource !== written) return undefined;
  const [, partition, service, account, rest] = ARN.exec(written) ?? [];
  if (rest === undefined) return { problem: 'is no ARN', remedy: 'Name the resource by its ARN.' };
  const parts = { partition, service, account };
  const open = Object.entries(parts).find(([, part]) => WILDCARD.test(part!));
  if (open) return { problem: `has a wildcard for its ${open[0]}`, remedy: `Write the ${open[0]} out, in an ARN for each.` };
  return isNamed(service!, account!, rest)
    ? undefined
    : {
        problem: 'has a wildcard where its name begins',
        remedy: 'Write the name out, in an ARN for each; a wildcard may stand below it, as in arn:aws:s3:::bucket/*.',
      };
}

function isNamed(service: string, account: string, resource: string): boolean {
  const path = service === 'secretsmanager' ? resource.replace(SECRET_SUFFIX, '') : resource;
  const parts = path.split(/[:/]/).filter((part) => part !== '');
  // What S3 has beside buckets is in an account, and begins with what it is.
  const namesFirst = NAMES_FIRST.has(service) && !(service === 's3' && account !== '');
  const upToName = parts.slice(0, namesFirst || parts.length === 1 ? 1 : 2);
  return upToName.length > 0 && !upToName.some((part) => WILDCARD.test(part));
}
