import { VAULT_VARIABLE } from '../../../contracts/function-environment';
import { type Command, VAULT_OPTIONS } from '../command';

const OPTIONS: Command['options'] = {
  ...VAULT_OPTIONS,
  vault: {
    ...VAULT_OPTIONS.vault!,
    description: `the vault, such as acme-prod. Default: ${VAULT_VARIABLE}, or the manifest's vault in this account and region`,
  },
};

const NEEDS = [
  'The caller needs only lambda:InvokeFunction on the function <namespace>-<stage>-rotator: the command neither reads nor',
  'prints a value.',
];

/** Replaces a secret now. */
export const rotateCommand: Command = {
  name: 'rotate',
  group: 'Look after secrets',
  summary: "Has the vault's rotator replace the value of a secret now",
  usage: '<name> [options]',
  details: ['Waits until the new value is tested and current. If the rotation fails, the secret keeps its current value.', ...NEEDS],
  options: OPTIONS,
  completes: 'parameters',
  run: async (args) => (await import('./run-rotation')).runRotate(args),
};

/** Goes back to the previous value. */
export const rollbackCommand: Command = {
  name: 'rollback',
  group: 'Look after secrets',
  summary: "Has the vault's rotator make the previous value of a secret current again",
  usage: '<name> [options]',
  details: ['The version with the label previous is tested first, like a new value. A second rollback undoes the first.', ...NEEDS],
  options: OPTIONS,
  completes: 'parameters',
  run: async (args) => (await import('./run-rotation')).runRollback(args),
};
