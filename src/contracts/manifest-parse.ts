import { type Manifest, MANIFEST_FILE, MANIFEST_VERSION, type ManifestSecret, READER_ACCESS, SYSTEMS_OF_RECORD } from './manifest';

/** Why a manifest is not understood. The message names the member and what it is, and quotes nothing of it. */
export class ManifestFormError extends Error {
  public override readonly name = 'ManifestFormError';
}

/** A rule for a value: throws where it is broken. `at` is the path to the value. */
type Rule = (value: unknown, at: string) => void;

/**
 * Reads the text of a manifest. Members that this version does not know are left alone: a newer Coffer may have added some.
 *
 * @param file the file, as errors call it
 * @throws ManifestFormError where it is none, or of another form.
 */
export function parseManifest(text: string, file = MANIFEST_FILE): Manifest {
  const remedy = 'Run cdktf synth, which writes it.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ManifestFormError(`'${file}' is not JSON. ${remedy}`);
  }
  if (!isObject(parsed) || !Object.hasOwn(parsed, 'manifest')) {
    throw new ManifestFormError(`'${file}' is no manifest of Coffer's: it has no member 'manifest'. ${remedy}`);
  }
  if (parsed.manifest !== MANIFEST_VERSION) {
    const form = Number.isInteger(parsed.manifest) ? `of form ${String(parsed.manifest)}` : 'of a form that is no whole number';
    throw new ManifestFormError(
      `'${file}' is ${form}, and this version of Coffer reads form ${MANIFEST_VERSION}. ` +
        'Use the version of Coffer that wrote it, or run cdktf synth with this one.',
    );
  }
  try {
    MANIFEST(parsed, '');
  } catch (error) {
    if (error instanceof Broken) throw new ManifestFormError(`'${file}': ${error.message}. ${remedy}`);
    throw error;
  }
  refuseTwice(parsed as unknown as Manifest, file, remedy);
  refuseOtherParameters(parsed as unknown as Manifest, file, remedy);
  return parsed as unknown as Manifest;
}

/** Names that others refer to by: a second one would make it a matter of chance which is meant. */
function refuseTwice({ stacks }: Manifest, file: string, remedy: string): void {
  const seen = new Set<string>();
  const take = (name: string, at: string): void => {
    if (seen.has(name)) throw new ManifestFormError(`'${file}': ${at} is there twice. ${remedy}`);
    seen.add(name);
  };
  stacks.forEach((stack, i) => {
    take(`stack\n${stack.name}`, `name of stacks[${i}]`);
    stack.vaults.forEach(({ path }, j) => take(`vault\n${path}`, `path of stacks[${i}].vaults[${j}]`));
    stack.secrets.forEach(({ path }, j) => take(`secret\n${path}`, `path of stacks[${i}].secrets[${j}]`));
  });
}

/** Parameter Store takes ARNs of other accounts, versions and labels where it takes names. */
function refuseOtherParameters({ stacks }: Manifest, file: string, remedy: string): void {
  stacks.forEach(({ secrets, imported }, i) => {
    const check = (kind: string) => (secret: Pick<ManifestSecret, 'systemOfRecord' | 'name'>, j: number) => {
      if (secret.systemOfRecord !== 'parameter-store' || secret.name === null || /^(\/[\w.-]+)+$/.test(secret.name)) return;
      throw new ManifestFormError(`'${file}': stacks[${i}].${kind}[${j}].name is not the name of a parameter. ${remedy}`);
    };
    secrets.forEach(check('secrets'));
    imported.forEach(check('imported'));
  });
}

class Broken extends Error {}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

function refuse(value: unknown, at: string, wanted: string): never {
  throw new Broken(`${at} is ${kindOf(value)}, and has to be ${wanted}`);
}

const text: Rule = (value, at) => {
  if (typeof value !== 'string' || value === '') refuse(value, at, 'a text');
};

const flag: Rule = (value, at) => {
  if (typeof value !== 'boolean') refuse(value, at, 'true or false');
};

const days: Rule = (value, at) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) refuse(value, at, 'a whole number from 1');
};

const account: Rule = (value, at) => {
  if (typeof value !== 'string' || !/^\d{12}$/.test(value)) refuse(value, at, 'the 12 digits of an account');
};

const like =
  (form: RegExp, wanted: string): Rule =>
  (value, at) => {
    if (typeof value !== 'string' || !form.test(value)) refuse(value, at, wanted);
  };

/**
 * Values are written under it: no ARN, which may be of any account, and none of the keys that AWS keeps for a service, since
 * everybody in the account may use those.
 */
const alias = like(/^alias\/(?!aws\/)[\w/-]+$/, 'the alias of a key, alias/<name>, and not one of AWS');

/** The functions, log groups and tables of a vault are called by its name, where an ARN would lead to other accounts. */
const vaultName = like(/^[a-z][a-z0-9-]{2,64}$/, '<namespace>-<stage>, of lowercase letters, digits and -');
const word = like(/^[a-z][a-z0-9-]{0,31}$/, "1 to 32 lowercase letters, digits and '-', beginning with a letter");

/** It becomes a line of other files. */
const variable = like(/^[\w.-]+$/, 'the name of a variable');

const oneOf =
  (choices: readonly string[]): Rule =>
  (value, at) => {
    if (!choices.includes(value as string)) refuse(value, at, `one of ${choices.join(', ')}`);
  };

const orNull =
  (rule: Rule): Rule =>
  (value, at) => {
    if (value !== null) rule(value, at);
  };

const orMissing =
  (rule: Rule): Rule =>
  (value, at) => {
    if (value !== undefined) rule(value, at);
  };

const list =
  (rule: Rule): Rule =>
  (value, at) => {
    if (!Array.isArray(value)) refuse(value, at, 'a list');
    value.forEach((each, index) => rule(each, `${at}[${index}]`));
  };

const object =
  (members: { readonly [name: string]: Rule }): Rule =>
  (value, at) => {
    if (!isObject(value)) refuse(value, at, 'an object');
    // Only what the text itself says: every object has members such as `constructor`.
    for (const [name, rule] of Object.entries(members)) {
      rule(Object.hasOwn(value, name) ? value[name] : undefined, at === '' ? name : `${at}.${name}`);
    }
  };

const reasons: Rule = (value, at) => {
  if (!isObject(value)) refuse(value, at, 'an object');
  for (const [name, reason] of Object.entries(value)) text(reason, `${at}.${name}`);
};

const READER = object({
  access: oneOf(READER_ACCESS),
  role: orNull(text),
  address: orNull(text),
  stack: orNull(text),
  account: orNull(account),
  arn: orNull(text),
  region: orNull(text),
});

const NAMES = {
  systemOfRecord: oneOf(SYSTEMS_OF_RECORD),
  service: text,
  key: text,
  environmentName: orNull(variable),
  readers: list(READER),
};

const MANIFEST = object({
  stacks: list(
    object({
      name: text,
      account: orNull(account),
      region: orNull(text),
      stage: orNull(text),
      unknown: orMissing(reasons),
      vaults: list(
        object({ name: vaultName, path: text, namespace: word, stage: word, keyAlias: alias, engine: oneOf(['coffer', 'aws']) }),
      ),
      secrets: list(
        object({
          ...NAMES,
          type: like(/^[\w$]+$/, 'the name of a class'),
          vault: orNull(text),
          name: orNull(text),
          path: text,
          address: orNull(text),
          owner: orNull(text),
          description: orNull(text),
          unknown: orMissing(reasons),
          sharedWith: list(text),
          rotation: orNull(object({ strategy: text, schedule: orNull(text), timeZone: orNull(text), paused: flag })),
          promisedAgeDays: orNull(days),
          replicas: list(text),
        }),
      ),
      imported: list(object({ ...NAMES, vault: text, name: text })),
      services: list(object({ vault: text, service: text, readers: list(READER) })),
      copies: list(
        object({
          kind: oneOf(['KubernetesSecret']),
          path: text,
          address: orNull(text),
          vault: text,
          services: list(text),
          namespace: orNull(text),
          name: orNull(text),
          unknown: orMissing(reasons),
        }),
      ),
    }),
  ),
});
