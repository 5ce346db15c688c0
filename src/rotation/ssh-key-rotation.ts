import { checkGrace } from './grace';
import type { RotationRecipe } from './recipe';
import { type RotationProps, scheduleOf } from './rotation-props';
import { GRACE_DAYS, SSH_KEY_DAYS } from '../contracts/rotation/periods';
import type { SshKeySettings } from '../contracts/rotation/ssh-key';
import type { IReadableSecret } from '../secret/secret';

/** SSH keys. */
export interface SshKeyRotationProps extends RotationProps {
  /**
   * Days that the public half of the key before stays among the authorized keys. 1 to 30.
   *
   * @default 2
   */
  readonly graceDays?: number;
}

/** What the keys are. */
type KeyKind = Pick<SshKeySettings, 'algorithm' | 'rsaBits' | 'curve'>;

export function sshKeyRecipe(
  props: SshKeyRotationProps,
  algorithm: KeyKind,
  privateKey: IReadableSecret,
  authorizedKeys: IReadableSecret,
): RotationRecipe {
  const schedule = scheduleOf(props, SSH_KEY_DAYS);
  const graceDays = checkGrace('SshKeyPair', props.graceDays ?? GRACE_DAYS, schedule);
  return {
    spec: { strategy: 'ssh-key', settings: { ...algorithm, authorizedKeys: authorizedKeys.parameterName, graceDays } },
    schedule,
    replaces: ['SshKeyPair'],
    makesFirst: false,
    writes: [authorizedKeys],
    // Where Terraform finds the public half of a version (coffer_private_key).
    statements: [{ Sid: 'TagPublicHalves', Effect: 'Allow', Action: 'ssm:AddTagsToResource', Resource: privateKey.parameterArn }],
  };
}
