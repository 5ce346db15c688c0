import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** Names and versions side by side. */
export const diffCommand: Command = {
  name: 'diff',
  group: 'Read',
  summary: 'Compares names and versions of two services, of two stages, or of a manifest with the account',
  usage: '[<service> [<service>]] [options]',
  details: [
    'Without a service, what the manifest declares is compared with what is there. Values are neither read nor compared:',
    'the same version number in two places does not mean the same value. The caller needs ssm:DescribeParameters (on *).',
  ],
  options: {
    'with-profile': { value: 'name', description: 'the second side is where this profile leads' },
    'with-region': { value: 'region', description: 'the second side is in this region' },
    'with-vault': { value: 'namespace-stage', description: 'the second side is this vault, such as acme-prod' },
    ...VAULT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    { line: 'coffer diff api api/pr-12', does: 'two services' },
    { line: 'coffer diff api --with-profile prod', does: 'one service in two accounts' },
  ],
  exitCodes: { [EXIT.FAILED]: 'there is a difference, or it failed' },
  completes: 'services',
  run: async (args) => (await import('./run-diff')).runDiff(args),
};
