import { ALLOW_OPTION } from './risky-variables';
import { type Command, EXIT, VAULT_OPTIONS } from '../command';

/** Starts a program with the secrets of services in its environment. */
export const execCommand: Command = {
  name: 'exec',
  group: 'Run programs',
  summary: 'Runs a program with the secrets of one or more services as environment variables',
  usage: '<service>... [options] -- <program> [arguments]',
  details: [
    'Each parameter /<service>/<key> becomes the variable <KEY>, in upper case and with _ for -, as with chamber exec. If two',
    'services have the same key, the later service wins. Values are passed in the environment of the program only, never in',
    'arguments, files or logs.',
    '',
    'Variables by which programs run other code than their own or trust other servers, such as NODE_OPTIONS and AWS_CA_BUNDLE,',
    'are refused, since whoever may write one parameter could set them. --allow and --only pass those that are meant.',
    '',
    'With Node.js 22.15 or newer and GNU env, the program replaces this process. Otherwise it runs as a child process: it',
    'gets every signal, and its exit code is passed on.',
    '',
    'The caller needs ssm:GetParametersByPath on each service (ssm:GetParameters with --only or --declared), and kms:Decrypt.',
  ],
  options: {
    only: {
      value: 'NAME',
      repeatable: true,
      description: 'only these variables, comma-separated or by repeating the option; read by name, without permission to list',
    },
    declared: {
      description: 'only the secrets that coffer.manifest.json declares, read by name; reports those without a value',
    },
    ...ALLOW_OPTION,
    pristine: { description: 'pass only the secrets, and nothing from the current environment' },
    'preserve-env': { description: 'variables that are already set win over secrets' },
    strict: { description: 'pass only secrets whose variable is already set to chamberme, and fail if such a variable has no secret' },
    'strict-value': { value: 'text', description: 'the value that --strict looks for. Default: chamberme' },
    recursive: { description: 'also take the levels below the services; fails if two parameters map to the same variable' },
    'aws-credentials': {
      description: 'pass the key in an AwsCredentials secret as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; unset AWS_SESSION_TOKEN',
    },
    watch: { description: 'check for changed secrets, without decrypting them, and restart the program when one has changed' },
    'watch-interval': { value: 'seconds', description: 'how often --watch checks, from 5 to 3600. Default: 30' },
    role: { value: 'arn', description: 'assume this role to read the secrets; the program does not get its credentials' },
    reason: {
      value: 'text',
      description: 'the reason for the access, for the audit trail: the name of the --role session; its source identity is who asks',
    },
    ...VAULT_OPTIONS,
  },
  examples: [
    { line: 'coffer exec api -- ./server', does: 'start a server with its secrets' },
    { line: 'coffer exec global api -- npm start', does: 'with the secrets of two services; if both have a key, that of api wins' },
    { line: 'coffer exec api --only DB_PASSWORD -- psql', does: 'with one variable only' },
    { line: 'coffer exec mail --aws-credentials -- aws s3 ls', does: 'as the IAM user whose access key is an AwsCredentials secret' },
  ],
  exitCodes: {
    [EXIT.NOT_EXECUTABLE]: 'the program cannot be run',
    [EXIT.NOT_FOUND]: 'there is no such program',
  },
  takesProgram: true,
  completes: 'services',
  run: async (args) => (await import('./run-exec')).runExec(args),
};
