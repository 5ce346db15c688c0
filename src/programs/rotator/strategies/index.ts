import { accessKey } from './access-key';
import { certificate } from './certificate';
import { lambda } from './lambda';
import type { StrategyMakers } from './makers';
import { random } from './random';
import { reminder } from './reminder';
import { sshKey } from './ssh-key';

/** The strategies that need no driver. */
export const MAKERS: StrategyMakers = {
  random: random,
  'iam-access-key': accessKey,
  'ssh-key': sshKey,
  certificate: certificate,
  lambda: lambda,
  reminder: reminder,
};
