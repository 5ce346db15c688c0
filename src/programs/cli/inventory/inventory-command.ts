import { INVENTORY_FILE } from '../../../contracts/inventory';
import { type Command, EXIT, VAULT_OPTIONS } from '../command';

/** Writes down which parameters are there, for SecretVault.adoptPath. */
export const inventoryCommand: Command = {
  name: 'inventory',
  group: 'Look after secrets',
  summary: 'Writes a list of the parameters below paths to a file, for SecretVault.adoptPath()',
  usage: '[<path>...] [options]',
  details: [
    'Uses DescribeParameters only: no value is read, and nothing is decrypted or changed in AWS. The file contains names,',
    'types, tiers and KMS keys; commit it to version control. If the file already has some of the paths, their entries are',
    'replaced. Without paths, all paths in the file are listed again.',
    '',
    'The caller needs ssm:DescribeParameters on *, since this action has no resource-level permissions.',
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
