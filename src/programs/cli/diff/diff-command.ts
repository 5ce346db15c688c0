import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** Names and versions side by side. */
export const diffCommand: Command = {
  name: 'diff',
  group: 'Read',
  summary: 'Compares two services, two stages, or the manifest and the account, by names and versions',
  usage: '[<service> [<service>]] [options]',
  details: [
    'Without a service, compares the manifest with the account, by names only. Values are neither read nor compared: the same',
    'version number in two places does not mean the same value. The caller needs ssm:DescribeParameters on *.',
  ],
  options: {
    'with-profile': { value: 'name', description: 'use this profile for the second side' },
    'with-region': { value: 'region', description: 'use this region for the second side' },
    'with-vault': { value: 'namespace-stage', description: 'use this vault for the second side, such as acme-prod' },
    ...VAULT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    { line: 'coffer diff api api/pr-12', does: 'compare two services' },
    { line: 'coffer diff api --with-profile prod', does: 'compare one service in two accounts' },
  ],
  exitCodes: { [EXIT.FAILED]: 'there is a difference, or the command failed' },
  completes: 'services',
  run: async (args) => (await import('./run-diff')).runDiff(args),
};
