import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** Compares what a manifest declares with what is there. */
export const statusCommand: Command = {
  name: 'status',
  group: 'Look after secrets',
  summary: 'Tells which declared secrets are there, late, failing or not as declared',
  usage: '[<service>...] [options]',
  details: [
    'present     as declared',
    'rotating    a rotation is under way',
    'undeclared  it is in a service of the vault, and nobody declares it',
    'elsewhere   not in Parameter Store, and not looked at',
    'drifted     not encrypted, or under another key than that of the vault',
    'awaiting    it has no value yet',
    'overdue     older than its rotation promises',
    'failing     its rotation failed or was cut off; the value before is still current',
    '',
    'Lists metadata alone: no value is read, and nothing is decrypted. The caller needs ssm:DescribeParameters (on *),',
    'and kms:DescribeKey on the key of the vault to compare keys by more than their names.',
  ],
  options: { ...VAULT_OPTIONS, ...JSON_OPTION },
  examples: [
    { line: 'coffer status', does: 'all secrets of the vault that is in this account and region' },
    { line: 'coffer status api --json', does: 'those of one service, for programs' },
  ],
  exitCodes: { [EXIT.ATTENTION]: 'something needs a person: drifted, awaiting, overdue or failing' },
  completes: 'services',
  run: async (args) => (await import('./run-status')).runStatus(args),
};
