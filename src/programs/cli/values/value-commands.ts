import { EXPORT_FORMATS } from './formats';
import { type Command, JSON_OPTION, VAULT_OPTIONS, YES_OPTION } from '../command';

const RECURSIVE = {
  recursive: { description: 'take levels below the services too; two parameters that become one variable are an error' },
};

/** Prints what a shell reads. */
export const envCommand: Command = {
  name: 'env',
  group: 'Run programs',
  summary: 'Prints the secrets of services as lines that a shell reads',
  usage: '<service>... [options]',
  details: ['Prints values: read them with eval, and prefer coffer exec, which leaves them in no shell.'],
  options: { ...RECURSIVE, ...VAULT_OPTIONS },
  examples: [{ line: 'eval "$(coffer env api)"', does: 'set the variables in this shell' }],
  completes: 'services',
  run: async (args) => (await import('./run-export')).runEnv(args),
};

/** Prints or writes a file that programs read. */
export const exportCommand: Command = {
  name: 'export',
  group: 'Run programs',
  summary: 'Writes the secrets of services in a form that programs read',
  usage: '<service>... [options]',
  details: [
    'Prints values, or writes them into a file that only its owner may read. json, yaml and tfvars name secrets by their keys,',
    'as chamber does (tfvars without a leading tf_var_); the others by their variables. env-schema has no values: it is made',
    'from the manifest, for varlock.',
    '',
    'dotenv is read alike by bash, docker compose and npm dotenv, and docker by docker run --env-file; what cannot be written',
    'so that these read it is refused.',
  ],
  options: {
    format: { value: 'format', short: 'f', description: `one of ${EXPORT_FORMATS.join(', ')}. Default: json`, choices: EXPORT_FORMATS },
    'output-file': { value: 'file', short: 'o', description: 'write this file instead, with mode 0600, in one step' },
    ...RECURSIVE,
    ...VAULT_OPTIONS,
  },
  examples: [
    { line: 'coffer export api --format dotenv --output-file .env', does: 'write a .env file' },
    { line: 'terraform plan -var-file <(coffer export infra --format tfvars)', does: 'variables of Terraform, in no file' },
  ],
  completes: 'services',
  run: async (args) => (await import('./run-export')).runExport(args),
};

/** Lists what there is. */
export const listCommand: Command = {
  name: 'list',
  group: 'Read',
  summary: 'Lists the secrets of services, or all services; decrypts nothing',
  usage: '[<service>...] [options]',
  details: ['The caller needs ssm:DescribeParameters (on *: AWS knows no resource for it).'],
  options: { recursive: { description: 'list levels below the services too' }, ...JSON_OPTION, ...VAULT_OPTIONS },
  examples: [
    { line: 'coffer list', does: 'all services' },
    { line: 'coffer list api', does: 'the secrets of one' },
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
  details: ['Prints the value as it is; a newline is added on a terminal only.'],
  options: {
    version: { value: 'n', description: "a version of Parameter Store's, or a label such as previous" },
    ...JSON_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [{ line: 'coffer get api db_password | pbcopy', does: 'to the clipboard, not to the screen' }],
  completes: 'parameters',
  run: async (args) => (await import('./run-get')).runGet(args),
};

const DRY_RUN = { 'dry-run': { description: 'say what would be written where, and write nothing' } };

/** Writes one value. */
export const setCommand: Command = {
  name: 'set',
  group: 'Write',
  summary: 'Writes the value of a secret, from a prompt or standard input',
  usage: '<service> <key> [options]',
  details: [
    'On a terminal it asks, and shows nothing of what is typed; else it reads standard input, without its last newline. A value',
    'is never an argument, which other users of a machine may see. A secret that is there keeps its key, tier and tags.',
    '',
    'The caller needs ssm:DescribeParameters (on *), ssm:PutParameter, and kms:Encrypt (kms:GenerateDataKey for more than 4 KB).',
  ],
  options: {
    'keep-newline': { description: 'keep the last newline of standard input, as in a PEM file' },
    ...DRY_RUN,
    ...YES_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [
    { line: 'coffer set api smtp_password', does: 'type it' },
    { line: 'openssl rand -hex 32 | coffer set api jwt_key', does: 'from a pipe' },
  ],
  completes: 'parameters',
  run: async (args) => (await import('./run-set')).runSet(args),
};

/** Writes a file of values. */
export const importCommand: Command = {
  name: 'import',
  group: 'Write',
  summary: 'Writes the secrets of a service from a file',
  usage: '<service> <file> [options]',
  details: [
    'Reads JSON, YAML or a .env file, told by its name, or standard input (-) with --format. Everything is checked before the',
    'first write: names that chamber cannot read, two that are one variable, sizes. Parameter Store writes one at a time: if it',
    'stops, what was written is named, and the same command goes on.',
  ],
  options: {
    format: {
      value: 'format',
      short: 'f',
      description: 'json, yaml or dotenv. Default: by the name of the file',
      choices: ['json', 'yaml', 'dotenv'],
    },
    ...DRY_RUN,
    ...YES_OPTION,
    ...VAULT_OPTIONS,
  },
  examples: [{ line: 'coffer import api secrets.json --dry-run', does: 'what it would write' }],
  completes: 'files',
  run: async (args) => (await import('./run-import')).runImport(args),
};

/** Deletes a secret. */
export const deleteCommand: Command = {
  name: 'delete',
  group: 'Write',
  summary: 'Deletes a secret with its history',
  usage: '<service> <key> [options]',
  details: ['A secret that a CDKTF program declares is created again by its next deploy: take it out of the program instead.'],
  options: { ...DRY_RUN, ...YES_OPTION, ...VAULT_OPTIONS },
  completes: 'parameters',
  run: async (args) => (await import('./run-delete')).runDelete(args),
};
