import { ParameterTier } from '../contracts/parameter-tier';

/**
 * AWS Systems Manager Parameter Store as a system of record: tiers, ARNs, and which API actions reading and
 * writing one SecureString take (AWS: "How AWS Systems Manager Parameter Store uses AWS KMS").
 */

/** What a grant lets a role do with the parameters it names. */
export enum Access {
  READ = 'read',
  WRITE = 'write',
  /** Read the latest value only, to copy it. */
  COPY_FROM = 'copy-from',
  /** Write copies, and the tags that say what they are copies of. Never read one. */
  COPY_TO = 'copy-to',
  /** What a rotation does: read versions, write one, and label it. */
  ROTATE = 'rotate',
  /** What a rotation keeps beside: the latest value, written again. */
  KEEP = 'keep',
  /** What a rotation reads beside: the latest value only. */
  LOOK_UP = 'look-up',
}

/** Actions on the parameter itself. Reading leaves out GetParameterHistory, which would hand out every former value too. */
export const PARAMETER_ACTIONS: { readonly [access in Access]: readonly string[] } = {
  [Access.READ]: ['ssm:GetParameter', 'ssm:GetParameters'],
  [Access.WRITE]: ['ssm:PutParameter'],
  [Access.COPY_FROM]: ['ssm:GetParameter'],
  [Access.COPY_TO]: ['ssm:AddTagsToResource', 'ssm:ListTagsForResource', 'ssm:PutParameter'],
  // By its number, a rotation reads any version anyway; the history tells what label is in the way of another one.
  [Access.ROTATE]: ['ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:LabelParameterVersion', 'ssm:PutParameter'],
  [Access.KEEP]: ['ssm:GetParameters', 'ssm:PutParameter'],
  [Access.LOOK_UP]: ['ssm:GetParameters'],
};

/** The KMS action that Parameter Store makes on the caller's behalf to encrypt a value of the standard tier. */
export const ENCRYPT_STANDARD = 'kms:Encrypt';

/** The same for the advanced tier, which encrypts under a data key of its own. */
export const ENCRYPT_ADVANCED = 'kms:GenerateDataKey';

/** The KMS action that Parameter Store makes to read a value, of whatever tier. */
export const DECRYPT = 'kms:Decrypt';

/**
 * The KMS actions of writing a parameter. Where the tier is not known here (an existing parameter is adopted or
 * named, or the tier may rise) both ways of encrypting are needed; neither decrypts.
 */
export function encryptActions(tier: ParameterTier | undefined, existing: boolean): readonly string[] {
  if (tier === ParameterTier.STANDARD) return [ENCRYPT_STANDARD];
  if (tier === ParameterTier.ADVANCED) return [ENCRYPT_ADVANCED];
  return tier === undefined && !existing ? [ENCRYPT_STANDARD] : [ENCRYPT_STANDARD, ENCRYPT_ADVANCED];
}
