import { INVENTORY_FILE } from '../../../contracts/inventory';
import { type Command, EXIT, VAULT_OPTIONS } from '../command';

/** Writes down which parameters are there, for SecretVault.adoptPath. */
export const inventoryCommand: Command = {
  name: 'inventory',
  group: 'Look after secrets',
  summary: 'Writes down which parameters are there below paths, for SecretVault.adoptPath()',
  usage: '[<path>...] [options]',
  details: [
    'Lists parameters by DescribeParameters only: no value is read, and nothing is decrypted or changed. The file holds',
    'names, types, tiers and keys, and belongs under version control. What is listed again replaces what the file says',
    'of the same paths; without paths, all that it has are listed again.',
    '',
    'The caller needs ssm:DescribeParameters (on *: AWS knows no resource for it).',
  ],
  options: {
    output: { value: 'file', description: `the inventory file. Default: ${INVENTORY_FILE}` },
    check: { description: 'write nothing; exit with 1 if the file is out of date' },
    ...VAULT_OPTIONS,
  },
  exitCodes: { [EXIT.FAILED]: 'failed, or --check found a difference' },
  completes: 'parameters',
  run: async (args) => (await import('./run-inventory')).runInventory(args),
};
