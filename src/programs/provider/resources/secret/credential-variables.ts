import { ACCESS_KEY_VARIABLES, accessKeyIn, SMTP_VARIABLES, smtpPasswordIn } from '../../../../contracts/access-key-value';
import type { Diagnostics } from '../../schema/diagnostics';

/** The variables of which an access key is made, by what a configuration says. */
export interface CredentialVariables {
  readonly aws_credentials?: string | null;
  readonly smtp_credentials?: string | null;
}

const KINDS = [
  { attribute: 'aws_credentials', variables: Object.values(ACCESS_KEY_VARIABLES), split: accessKeyVariables, wanted: 'an access key' },
  { attribute: 'smtp_credentials', variables: Object.values(SMTP_VARIABLES), split: smtpVariables, wanted: 'SMTP credentials' },
] as const;

/**
 * An environment with credentials in the variables that programs want, in place of those that hold them as JSON. What is
 * wrong goes to the diagnostics, which quote no value.
 */
export function expandCredentials(
  variables: ReadonlyMap<string, string>,
  config: CredentialVariables,
  diagnostics: Diagnostics,
): ReadonlyMap<string, string> {
  const expanded = new Map(variables);
  for (const { attribute } of KINDS) expanded.delete(config[attribute] ?? '');
  for (const { attribute, variables: names, split, wanted } of KINDS) {
    const from = config[attribute];
    if (from === null || from === undefined) continue;
    const value = variables.get(from);
    if (value === undefined) {
      diagnostics.warning(
        `There is no variable ${from}`,
        `None of the services has it, so there are no ${names.join(' and ')}. Credentials that await their first value have none yet.`,
        [attribute],
      );
      continue;
    }
    const taken = names.find((name) => expanded.has(name));
    if (taken !== undefined) {
      diagnostics.error(
        `${taken} is there already`,
        `The services have a variable ${taken}, and ${from} would become one too. ` +
          `Rename or delete the parameter, or leave ${attribute} out.`,
        [attribute],
      );
      continue;
    }
    const found = split(value);
    if (typeof found === 'string') diagnostics.error(`${from} is not ${wanted}`, found, [attribute]);
    else names.forEach((name, index) => expanded.set(name, found[index]!));
  }
  return expanded;
}

/** Both halves of an access key, or why there are none. */
function accessKeyVariables(value: string): readonly string[] | string {
  const pair = accessKeyIn(value);
  return pair ? [pair.accessKeyId, pair.secretAccessKey] : 'Its value is not JSON with AccessKeyId and SecretAccessKey. Rotate it.';
}

/** User name and password, or why there are none. */
function smtpVariables(value: string): readonly string[] | string {
  const [pair, password] = [accessKeyIn(value), smtpPasswordIn(value)];
  if (pair && password !== undefined) return [pair.accessKeyId, password];
  return 'Its value is not JSON with AccessKeyId and SmtpPassword. Give its AwsCredentials a smtpRegion, and rotate it.';
}
