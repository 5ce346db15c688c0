import { VAULT_VARIABLE } from '../../../contracts/function-environment';
import { type Command, VAULT_OPTIONS } from '../command';

const OPTIONS: Command['options'] = {
  ...VAULT_OPTIONS,
  vault: {
    ...VAULT_OPTIONS.vault!,
    description: `the vault, such as acme-prod. Default: ${VAULT_VARIABLE}, or that of the manifest which is in this account and region`,
  },
};

const NEEDS = [
  'The caller needs lambda:InvokeFunction on the function <namespace>-<stage>-rotator, and nothing else: it reads',
  'no value, and prints none.',
];

/** Replaces a secret now. */
export const rotateCommand: Command = {
  name: 'rotate',
  group: 'Look after secrets',
  summary: 'Replaces the value of a secret now, by the rotator of its vault',
  usage: '<name> [options]',
  details: ['Waits until the new value is proven and current. Where it fails, the secret keeps its current value.', ...NEEDS],
  options: OPTIONS,
  completes: 'parameters',
  run: async (args) => (await import('./run-rotation')).runRotate(args),
};

/** Goes back to the previous value. */
export const rollbackCommand: Command = {
  name: 'rollback',
  group: 'Look after secrets',
  summary: 'Makes the value before the current one current again, by the rotator of its vault',
  usage: '<name> [options]',
  details: ['The version labelled previous is proven first, like a new value. A second rollback undoes the first.', ...NEEDS],
  options: OPTIONS,
  completes: 'parameters',
  run: async (args) => (await import('./run-rotation')).runRollback(args),
};
