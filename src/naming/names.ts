/**
 * Names of secrets, as chamber v3 reads them (chamber's README, "Key names" and "Exec").
 *
 * Pure rules: no AWS call, no construct. The constructs apply them at synth and the provider at plan, so both
 * refuse the same names with the same words.
 */

const SEGMENT = '[A-Za-z0-9_.-]+';
const SERVICE = new RegExp(`^${SEGMENT}(/${SEGMENT})*$`);
const KEY = new RegExp(`^${SEGMENT}$`);
const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Parameter Store's limit for a fully qualified name, in characters (AWS: PutParameter, Name). */
export const MAX_PARAMETER_NAME_LENGTH = 1011;

/** Parameter Store's limit for the levels of a name (AWS: PutParameter, Name). */
export const MAX_PARAMETER_LEVELS = 15;

/** Services that are not for applications: chamber's own settings, and Coffer's pending values. */
export const RESERVED_SERVICES: readonly string[] = ['_chamber', '_coffer'];

/** What a rule of names says about a name: how it is broken, and what to write instead. */
export interface NameFault {
  /** What is wrong, as the end of a sentence that starts with the name. */
  readonly problem: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
}

/** A service and a key: what one secret is called. */
export interface SecretName {
  readonly service: string;
  readonly key: string;
}

/** The fault of a service's name, or undefined where chamber can read it. */
export function serviceFault(service: string): NameFault | undefined {
  if (typeof service !== 'string' || service === '') return { problem: 'the service is empty', remedy: 'Name the service, such as api.' };
  if (!SERVICE.test(service)) {
    return {
      problem: `service '${service}' is not a name chamber can read (letters, digits, '_', '-', '.', with '/' between levels)`,
      remedy: `Write ${suggest(service, /[^A-Za-z0-9_.\-/]+/g)}.`,
    };
  }
  if (service !== service.toLowerCase()) {
    return { problem: `service '${service}' has capital letters (chamber lowercases it and would look elsewhere)`, remedy: `Write '${service.toLowerCase()}'.` };
  }
  const first = service.split('/')[0]!;
  if (RESERVED_SERVICES.includes(first)) return { problem: `service '${first}' is reserved`, remedy: 'Choose another name for the service.' };
  if (/^(aws|ssm)/.test(first)) {
    return { problem: `service '${service}' begins with '${first.slice(0, 3)}', which Parameter Store keeps for itself`, remedy: `Write 'app-${service}'.` };
  }
  return undefined;
}

/** The fault of a key's name, or undefined where chamber can read it and a program can have it as an environment variable. */
export function keyFault(key: string): NameFault | undefined {
  if (typeof key !== 'string' || key === '') return { problem: 'the key is empty', remedy: 'Name the key, such as db_password.' };
  if (!KEY.test(key)) {
    return {
      problem: `key '${key}' is not a name chamber can read (letters, digits, '_', '-')`,
      remedy: `Write ${suggest(key, /[^A-Za-z0-9_-]+/g)}.`,
    };
  }
  if (key !== key.toLowerCase()) {
    return { problem: `key '${key}' has capital letters (chamber lowercases it and would look elsewhere)`, remedy: `Write '${key.toLowerCase()}'.` };
  }
  if (!ENVIRONMENT_NAME.test(environmentName(key))) {
    const why = key.includes('.') ? "chamber exec maps '-' to '_' but leaves '.'" : 'a variable cannot begin with a digit';
    return {
      problem: `key '${key}' gives the environment name ${environmentName(key)}, which no program can read (${why})`,
      remedy: `Write ${suggest(key, /[^A-Za-z0-9_-]+/g)}.`,
    };
  }
  return undefined;
}

/** The fault of a service and a key together, or undefined. */
export function nameFault(name: SecretName): NameFault | undefined {
  const fault = serviceFault(name.service) ?? keyFault(name.key);
  if (fault) return fault;
  const path = join(name);
  if (path.length > MAX_PARAMETER_NAME_LENGTH) {
    return { problem: `name '${path.slice(0, 40)}…' has ${path.length} characters, Parameter Store takes ${MAX_PARAMETER_NAME_LENGTH}`, remedy: 'Shorten it.' };
  }
  const levels = path.split('/').length - 1;
  if (levels > MAX_PARAMETER_LEVELS) {
    return { problem: `name '${path}' has ${levels} levels, Parameter Store takes ${MAX_PARAMETER_LEVELS}`, remedy: 'Use fewer levels.' };
  }
  return undefined;
}

/**
 * The parameter that holds a secret: `/<service>/<key>`.
 *
 * @throws Error when chamber could not read the name.
 */
export function parameterName(service: string, key: string): string {
  const fault = nameFault({ service, key });
  if (fault) throw new Error(`'${service}/${key}': ${fault.problem}. ${fault.remedy}`);
  return join({ service, key });
}

/** The service and key that a parameter's name stands for, or undefined where it has no service. */
export function splitParameterName(name: string): SecretName | undefined {
  const match = /^\/(.+)\/([^/]+)$/.exec(name);
  return match ? { service: match[1]!, key: match[2]! } : undefined;
}

/** The environment variable a key becomes: upper case, '-' to '_' and nothing else, as chamber exec has it. */
export function environmentName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).toUpperCase().replace(/-/g, '_');
}

function join({ service, key }: SecretName): string {
  return `/${service}/${key}`;
}

function suggest(name: string, illegal: RegExp): string {
  const better = name.toLowerCase().replace(illegal, '_').replace(/^[_/]+|[_/]+$/g, '').replace(/\/+/g, '/');
  return better === '' ? 'a name of letters, digits and underscores' : /^\d/.test(better) ? `'_${better}'` : `'${better}'`;
}
