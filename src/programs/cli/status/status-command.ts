import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** Compares what a manifest declares with what is there. */
export const statusCommand: Command = {
  name: 'status',
  group: 'Look after secrets',
  summary: 'Shows which secrets are as declared, and which are missing, overdue or failing',
  usage: '[<service>...] [options]',
  details: [
    'States:',
    'present:    it is as declared;',
    'rotating:   a rotation is in progress;',
    'undeclared: it is in a service of the vault, but no program declares it;',
    'elsewhere:  it is not in Parameter Store, or its name is known only at apply: it was not checked;',
    "drifted:    it is not encrypted, or is encrypted with another key than the vault's;",
    'awaiting:   it has no value yet;',
    'overdue:    its value is older than its rotation or reminder allows;',
    'failing:    its rotation failed or was interrupted, and the old value is still current.',
    '',
    'Reads metadata only: no value is read, and nothing is decrypted. The caller needs ssm:DescribeParameters on *, and to',
    "compare keys by ARN and not only by alias, kms:DescribeKey on the vault's key. Rotations that failed before there was a new",
    "value are found in the rotator's log, which takes logs:FilterLogEvents on it; the last 35 days are looked at.",
  ],
  options: { ...VAULT_OPTIONS, ...JSON_OPTION },
  examples: [
    { line: 'coffer status', does: 'all secrets of the vault in this account and region' },
    { line: 'coffer status api --json', does: 'the secrets of one service, as JSON' },
  ],
  exitCodes: { [EXIT.ATTENTION]: 'a secret is drifted, awaiting, overdue or failing' },
  completes: 'services',
  run: async (args) => (await import('./run-status')).runStatus(args),
};
