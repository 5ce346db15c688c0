import { refuseRisky } from './risky-variables';
import { ACCESS_KEY_VARIABLES, accessKeyIn } from '../../../contracts/access-key-value';
import { CommandError } from '../command';
import type { Variable } from '../values/read-variables';

export interface EnvironmentOptions {
  /** Whether only secrets are handed on. */
  readonly pristine: boolean;
  /** Whether what is set already wins over secrets. */
  readonly preserve: boolean;
  /** Only variables that are set to this text already are handed on, and all of them have to be found. */
  readonly strictValue?: string;
  /** Whether the JSON of an AwsCredentials becomes the variables that AWS's tools read. */
  readonly awsCredentials: boolean;
  /** Names of variables that are passed although programs run other code by them. */
  readonly allowed?: readonly string[];
}

/** What AWS's SDKs would take in place of the key, or along with half of it where what is set already wins. */
const IN_THE_WAY = [
  ...Object.values<string>(ACCESS_KEY_VARIABLES),
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
];

/**
 * The environment of a program.
 *
 * @throws CommandError that names variables and parameters, and no value
 */
export function programEnvironment(
  inherited: NodeJS.ProcessEnv,
  variables: ReadonlyMap<string, Variable>,
  options: EnvironmentOptions,
): Record<string, string> {
  const own = Object.fromEntries(Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const secrets: Record<string, string> = {};
  // With --strict, whoever runs the program has expected each of them by name.
  if (options.strictValue === undefined) refuseRisky(variables.values(), options.allowed);
  for (const { name, value, parameter } of variables.values()) {
    if (value.includes('\0')) {
      throw new CommandError(`parameter ${parameter} contains a NUL character, which no environment variable can hold.`);
    }
    secrets[name] = value;
  }
  const given = options.awsCredentials ? withAccessKey(secrets, variables) : secrets;
  const handed = options.strictValue === undefined ? given : strictly(own, given, options.strictValue);
  const cleared = options.awsCredentials ? without(own, IN_THE_WAY) : own;
  if (options.pristine) return handed;
  return options.preserve && options.strictValue === undefined ? { ...handed, ...cleared } : { ...cleared, ...handed };
}

/** As `chamber exec --strict`: nothing is handed on that was not expected, and nothing that was expected is missing. */
function strictly(
  own: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
  marker: string,
): Record<string, string> {
  const expected = Object.keys(own).filter((name) => own[name] === marker);
  const missing = expected.filter((name) => !(name in secrets));
  if (missing.length > 0) {
    throw new CommandError(
      `${missing.sort().join(', ')} ${missing.length === 1 ? 'is' : 'are'} expected (--strict), and no parameter becomes ${
        missing.length === 1 ? 'it' : 'them'
      }.`,
    );
  }
  return Object.fromEntries(expected.map((name) => [name, secrets[name]!]));
}

function withAccessKey(secrets: Readonly<Record<string, string>>, variables: ReadonlyMap<string, Variable>): Record<string, string> {
  const pairs = Object.keys(secrets).flatMap((name) => {
    const pair = accessKeyIn(secrets[name]);
    return pair ? [{ name, pair }] : [];
  });
  const [found, another] = pairs;
  if (!found) {
    throw new CommandError(
      'no parameter of these services holds an access key (--aws-credentials): one that AwsCredentials declares, ' +
        'or JSON with AccessKeyId and SecretAccessKey.',
    );
  }
  if (another) {
    const names = pairs.map(({ name }) => variables.get(name)!.parameter).join(', ');
    throw new CommandError(
      `several parameters hold an access key: ${names}. List the one that you want, and the other variables, with --only.`,
    );
  }
  return {
    ...without(secrets, [found.name]),
    [ACCESS_KEY_VARIABLES.id]: found.pair.accessKeyId,
    [ACCESS_KEY_VARIABLES.secret]: found.pair.secretAccessKey,
  };
}

function without(all: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}
