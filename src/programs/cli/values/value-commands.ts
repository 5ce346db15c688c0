import { EXPORT_FORMATS } from './formats';
import { type Command, JSON_OPTION, VAULT_OPTIONS, YES_OPTION } from '../command';
import { ALLOW_OPTION } from '../exec/risky-variables';

const RECURSIVE = {
  recursive: { description: 'also take the levels below the services; fails if two parameters map to the same variable' },
};

/** Prints what a shell reads. */
export const envCommand: Command = {
  name: 'env',
  group: 'Run programs',
  summary: 'Prints the secrets of services as shell assignments',
  usage: '<service>... [options]',
  details: ['Prints values, for use with eval. Prefer coffer exec, which leaves no values in your shell.'],
  options: { ...RECURSIVE, ...ALLOW_OPTION, ...VAULT_OPTIONS },
  examples: [{ line: 'eval "$(coffer env api)"', does: 'set the variables in the current shell' }],
  completes: 'services',
  run: async (args) => (await import('./run-export')).runEnv(args),
};

/** Prints or writes a file that programs read. */
export const exportCommand: Command = {
  name: 'export',
  group: 'Run programs',
  summary: 'Prints the secrets of services, or writes them to a file, in one of several formats',
  usage: '<service>... [options]',
  details: [
    'Prints values, or writes them to a file that only its owner can read. json, yaml and tfvars name secrets by their keys,',
    'as chamber does (tfvars without a leading tf_var_); the other formats, by their environment variables. env-schema has no',
    'values: it is made from the manifest, for varlock.',
    '',
    'bash, docker compose and the npm package dotenv read the dotenv format alike; the docker format is for docker run',
    '--env-file. A value that these programs would not read back correctly is refused.',
  ],
  options: {
    format: { value: 'format', short: 'f', description: `one of ${EXPORT_FORMATS.join(', ')}. Default: json`, choices: EXPORT_FORMATS },
    'output-file': { value: 'file', short: 'o', description: 'write to this file instead, atomically, with mode 0600' },
    ...RECURSIVE,
    ...ALLOW_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [
    { line: 'coffer export api --format dotenv --output-file .env', does: 'write a .env file' },
    { line: 'terraform plan -var-file <(coffer export infra --format tfvars)', does: 'pass Terraform variables without writing a file' },
  ],
  completes: 'services',
  run: async (args) => (await import('./run-export')).runExport(args),
};

/** Lists what there is. */
export const listCommand: Command = {
  name: 'list',
  group: 'Read',
  summary: 'Lists the secrets of services, or all services, without decrypting anything',
  usage: '[<service>...] [options]',
  details: ['The caller needs ssm:DescribeParameters on *, since this action has no resource-level permissions.'],
  options: { recursive: { description: 'also list the levels below the services' }, ...JSON_OPTION, ...VAULT_OPTIONS },
  examples: [
    { line: 'coffer list', does: 'list all services' },
    { line: 'coffer list api', does: 'list the secrets of one service' },
  ],
  completes: 'services',
  run: async (args) => (await import('./run-list')).runList(args),
};

/** Prints one value. */
export const getCommand: Command = {
  name: 'get',
  group: 'Read',
  summary: 'Prints the value of a secret',
  usage: '<service> <key> [options]',
  details: ['Prints the value unchanged; adds a newline only on a terminal.'],
  options: {
    version: { value: 'n', description: 'a version number of Parameter Store, or a label such as previous' },
    ...JSON_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [{ line: 'coffer get api db_password | pbcopy', does: 'copy a value to the clipboard without showing it' }],
  completes: 'parameters',
  run: async (args) => (await import('./run-get')).runGet(args),
};

const DRY_RUN = { 'dry-run': { description: 'show what would change, and change nothing' } };

const KEY_OPTIONS = {
  'keep-key': { description: "overwrite a secret under the key that it has, even if that is not the vault's" },
  'vault-key': { description: "encrypt under the vault's key, whichever key the secret has; repairs a drifted secret" },
};

/** Writes one value. */
export const setCommand: Command = {
  name: 'set',
  group: 'Write',
  summary: 'Writes the value of a secret, from a prompt or standard input',
  usage: '<service> <key> [options]',
  details: [
    'On a terminal, it prompts for the value and does not echo it. Otherwise it reads standard input, without the last',
    'newline. A value is never an argument, since other users of the machine could see it. An existing secret keeps its KMS',
    'key and its tags, and its tier unless the value has more than 4 KB. With a vault, a secret under another key than the',
    "vault's is refused, unless --keep-key or --vault-key says what to do.",
    '',
    'The caller needs ssm:DescribeParameters on *, ssm:PutParameter, and kms:Encrypt (kms:GenerateDataKey in the advanced',
    'tier, for values of more than 4 KB).',
  ],
  options: {
    'keep-newline': { description: 'keep the last newline of standard input, such as for a PEM file' },
    ...KEY_OPTIONS,
    ...DRY_RUN,
    ...YES_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [
    { line: 'coffer set api smtp_password', does: 'type the value at a prompt' },
    { line: 'openssl rand -hex 32 | coffer set api jwt_key', does: 'pipe the value in' },
  ],
  completes: 'parameters',
  run: async (args) => (await import('./run-set')).runSet(args),
};

/** Writes a file of values. */
export const importCommand: Command = {
  name: 'import',
  group: 'Write',
  summary: 'Writes the secrets in a file to a service',
  usage: '<service> <file> [options]',
  details: [
    'Reads a JSON, YAML or .env file, or standard input (-) with --format. Before the first write, it checks everything:',
    'sizes, names that chamber cannot read, and two names that map to the same variable. Secrets are written one at a time.',
    'If a write fails, the message names those that are written; run the same command again to write all of them.',
    "With a vault, a secret under another key than the vault's is refused, as with coffer set.",
  ],
  options: {
    format: {
      value: 'format',
      short: 'f',
      description: 'json, yaml or dotenv. Default: according to the name of the file',
      choices: ['json', 'yaml', 'dotenv'],
    },
    ...KEY_OPTIONS,
    ...DRY_RUN,
    ...YES_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [{ line: 'coffer import api secrets.json --dry-run', does: 'show what it would write' }],
  completes: 'files',
  run: async (args) => (await import('./run-import')).runImport(args),
};

/** Deletes a secret. */
export const deleteCommand: Command = {
  name: 'delete',
  group: 'Write',
  summary: 'Deletes a secret and its history',
  usage: '<service> <key> [options]',
  details: ['If a CDKTF program declares the secret, the next deploy creates it again: remove it from the program instead.'],
  options: { ...DRY_RUN, ...YES_OPTION, ...VAULT_OPTIONS },
  completes: 'parameters',
  run: async (args) => (await import('./run-delete')).runDelete(args),
};
