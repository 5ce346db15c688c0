import { type Command, EXIT, VAULT_OPTIONS } from '../command';

/** Starts a program with the secrets of services in its environment. */
export const execCommand: Command = {
  name: 'exec',
  group: 'Run programs',
  summary: 'Runs a program with the secrets of services as environment variables',
  usage: '<service>... [options] -- <program> [arguments]',
  details: [
    'Each parameter /<service>/<key> becomes the variable <KEY>, with - as _, as chamber exec has it; of several services',
    'a later one wins. Values go into the environment of the program and nowhere else: not into arguments, files or logs.',
    '',
    'Where the system allows it, this process becomes the program (Node.js 22.15 or newer, and GNU env); else the program',
    'is a child that gets every signal, and whose exit code this becomes.',
    '',
    'The caller needs ssm:GetParametersByPath on each service (ssm:GetParameters with --only), and kms:Decrypt.',
  ],
  options: {
    only: {
      value: 'NAME',
      repeatable: true,
      description: 'only these variables, by name or with commas between; asked for by name, which needs no permission to list',
    },
    declared: {
      description: 'only what coffer.manifest.json declares for the services, asked for by name; says what has no value yet',
    },
    pristine: { description: 'hand on secrets only, and nothing of the present environment' },
    'preserve-env': { description: 'what is set already wins over secrets' },
    strict: { description: 'hand on only variables that are set to chamberme already, and fail if one of them has no secret' },
    'strict-value': { value: 'text', description: 'the text that --strict looks for. Default: chamberme' },
    recursive: { description: 'take levels below the services too; two parameters that become one variable are an error' },
    'aws-credentials': {
      description: 'hand on the JSON of an AwsCredentials as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, without AWS_SESSION_TOKEN',
    },
    watch: { description: 'look for changes, without decrypting, and restart the program after one' },
    'watch-interval': { value: 'seconds', description: 'how often --watch looks, from 5 to 3600. Default: 30' },
    role: { value: 'arn', description: 'read as this role, which is assumed for it; the program does not get its credentials' },
    reason: { value: 'text', description: 'why, for the audit trail: the session of --role is named by it' },
    ...VAULT_OPTIONS,
  },
  examples: [
    { line: 'coffer exec api -- ./server', does: 'start a server with its secrets' },
    { line: 'coffer exec global api -- npm start', does: 'secrets of two services, of which those of api win' },
    { line: 'coffer exec api --only DB_PASSWORD -- psql', does: 'one variable only' },
    { line: 'coffer exec mail --aws-credentials -- aws s3 ls', does: 'as the IAM user whose key AwsCredentials keeps' },
  ],
  exitCodes: {
    [EXIT.NOT_EXECUTABLE]: 'the program cannot be run',
    [EXIT.NOT_FOUND]: 'there is no such program',
  },
  takesProgram: true,
  completes: 'services',
  run: async (args) => (await import('./run-exec')).runExec(args),
};
