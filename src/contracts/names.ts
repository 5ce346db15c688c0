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

/**
 * The longest beginning of a parameter's ARN, of all partitions and regions: it counts toward the limit of the name (AWS:
 * PutParameter, Name).
 */
const LONGEST_ARN_PREFIX = 'arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter';

/**
 * Characters that the name of a parameter has at most, beginning with its slash, so that Parameter Store takes it in every
 * region: 1,011 with the ARN (AWS: PutParameter, Name).
 */
export const MAX_PARAMETER_NAME_LENGTH = 1011 - LONGEST_ARN_PREFIX.length;

/** Parameter Store's limit for the levels of a name (AWS: PutParameter, Name). */
export const MAX_PARAMETER_LEVELS = 15;

/** The service of chamber's own settings (chamber's README). */
export const CHAMBER_SERVICE = '_chamber';

/** The first word of the services of bootstrap secrets: `bootstrap/<system>`. */
export const BOOTSTRAP_SERVICE = 'bootstrap';

/** The service of what Coffer itself keeps, such as pending values. */
export const COFFER_SERVICE = '_coffer';

/** Services that are not for applications. */
export const RESERVED_SERVICES: readonly string[] = [CHAMBER_SERVICE, COFFER_SERVICE];

/** Whether a service is one of bootstrap secrets, which only the roles in their readers read. */
export function isBootstrapService(service: string): boolean {
  return service.split('/')[0] === BOOTSTRAP_SERVICE;
}

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
      remedy: writeInstead(betterService(service), 'service'),
    };
  }
  if (service !== service.toLowerCase()) {
    return {
      problem: `service '${service}' has capital letters (chamber lowercases it and would look elsewhere)`,
      remedy: writeInstead(betterService(service), 'service'),
    };
  }
  const first = service.split('/')[0]!;
  if (RESERVED_SERVICES.includes(first)) {
    return { problem: `service '${first}' is reserved`, remedy: 'Choose another name for the service.' };
  }
  if (/^(aws|ssm)/.test(first)) {
    return {
      problem: `service '${service}' begins with '${first.slice(0, 3)}', which Parameter Store keeps for itself`,
      remedy: writeInstead(betterService(service), 'service'),
    };
  }
  return undefined;
}

/** The fault of a key's name, or undefined where chamber can read it and a program can have it as an environment variable. */
export function keyFault(key: string): NameFault | undefined {
  if (typeof key !== 'string' || key === '') return { problem: 'the key is empty', remedy: 'Name the key, such as db_password.' };
  if (!KEY.test(key)) {
    return {
      problem: `key '${key}' is not a name chamber can read (letters, digits, '_', '-')`,
      remedy: writeInstead(betterKey(key), 'key'),
    };
  }
  if (key !== key.toLowerCase()) {
    return {
      problem: `key '${key}' has capital letters (chamber lowercases it and would look elsewhere)`,
      remedy: writeInstead(betterKey(key), 'key'),
    };
  }
  const fault = environmentNameFault(key);
  return fault && { problem: `key '${key}' ${fault.problem}`, remedy: writeInstead(betterKey(key), 'key') };
}

/**
 * The fault of a key whose variable no program could read, or undefined. Narrower than `keyFault`: for parameters that
 * are there, however they came to their names. `better` is the key to use instead, or '' where there is none near.
 */
export function environmentNameFault(key: string): { readonly problem: string; readonly better: string } | undefined {
  const variable = environmentName(key);
  if (isEnvironmentName(variable)) return undefined;
  const why = key.includes('.') ? "chamber exec maps '-' to '_' but leaves '.'" : 'a variable cannot begin with a digit';
  return { problem: `gives the environment name ${variable}, which no program can read (${why})`, better: betterKey(key) };
}

/** Whether programs and shells can have a variable of this name. */
export function isEnvironmentName(name: string): boolean {
  return ENVIRONMENT_NAME.test(name);
}

/** The fault of a service and a key together, or undefined. */
export function nameFault(name: SecretName): NameFault | undefined {
  const fault = serviceFault(name.service) ?? keyFault(name.key);
  if (fault) return fault;
  return pathFault(join(name));
}

/** The fault of a path for Parameter Store, of a secret or of what Coffer keeps about it; undefined if it has none. */
export function pathFault(path: string): NameFault | undefined {
  if (path.length > MAX_PARAMETER_NAME_LENGTH) {
    return {
      problem: `name '${path.slice(0, 40)}…' has ${
        path.length
      } characters, Parameter Store takes ${MAX_PARAMETER_NAME_LENGTH} beside the rest of the ARN`,
      remedy: 'Shorten it.',
    };
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
  return key
    .slice(key.lastIndexOf('/') + 1)
    .toUpperCase()
    .replace(/-/g, '_');
}

function join({ service, key }: SecretName): string {
  return `/${service}/${key}`;
}

/** The nearest name without a fault, or '' where nothing is left of it. */
function betterKey(key: string): string {
  const better = plain(key, /[^a-z0-9_-]+/g);
  return /^\d/.test(better) ? `_${better}` : better;
}

function betterService(service: string): string {
  const better = plain(service, /[^a-z0-9_.\-/]+/g).replace(/\/+/g, '/');
  if (RESERVED_SERVICES.includes(better.split('/')[0]!)) return better.replace(/^_+/, '');
  return /^(aws|ssm)/.test(better) ? `app-${better}` : better;
}

function plain(name: string, illegal: RegExp): string {
  const lower = name.toLowerCase();
  const legal = lower.replace(illegal, '_');
  // What begins or ends with '_' only because of this, or with '/', goes without.
  return legal === lower ? legal.replace(/^\/+|\/+$/g, '') : legal.replace(/^[_/]+|[_/]+$/g, '');
}

function writeInstead(better: string, what: 'service' | 'key'): string {
  return better === '' ? `Choose a ${what} of lowercase letters, digits and underscores.` : `Write '${better}'.`;
}
