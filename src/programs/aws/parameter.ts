import type { ParameterMetadata } from '@aws-sdk/client-ssm';

/** What Parameter Store says of a parameter without touching its value. */
export interface ParameterDescription {
  readonly name: string;
  readonly arn: string | undefined;
  /** Parameter Store's own version number, from 1. */
  readonly version: number;
  /** The key as the last writer named it: an alias, an id or an ARN. */
  readonly keyId: string | undefined;
  readonly tier: string;
  readonly type: string;
  /** Chamber's version number, as text. */
  readonly description: string | undefined;
  /** When a version was last written, or what is said of the parameter changed. Left out where no listing says so. */
  readonly lastModified?: Date;
  /** When Parameter Store deletes it, as a policy says that somebody attached; left out if none does. */
  readonly expires?: string;
}

/** A parameter with its value in clear. */
export interface RevealedParameter {
  readonly name: string;
  readonly value: string;
  /** SecureString, where it is encrypted at all. */
  readonly type?: string;
}

/** One version of a parameter, with its value in clear. */
export interface RevealedVersion extends RevealedParameter {
  readonly version: number;
  /** When this version was written, by AWS's clock. */
  readonly modified: Date;
}

/** What a write left. */
export interface WrittenVersion {
  readonly version: number;
  /** False where somebody else wrote at the same time, so that this version may be theirs. */
  readonly isOurs: boolean;
  /** Whether an attempt failed and this version was found afterwards: most likely that attempt wrote it, but not for certain. */
  readonly isFound: boolean;
}

export interface NewValue {
  readonly name: string;
  readonly value: string;
  readonly keyId: string;
  readonly tier: string;
  /** Chamber's version number: it lives in the parameter's Description. */
  readonly chamberVersion: number;
}

export type Tags = Readonly<Record<string, string>>;

export function description(parameter: ParameterMetadata): ParameterDescription {
  return {
    name: parameter.Name!,
    arn: parameter.ARN,
    version: parameter.Version ?? 1,
    keyId: parameter.KeyId,
    tier: parameter.Tier ?? 'Standard',
    type: parameter.Type ?? 'String',
    description: parameter.Description,
    lastModified: parameter.LastModifiedDate,
    ...expiration(parameter.Policies),
  };
}

/** Policies of the advanced tier outlast the value that they came with (AWS: Assigning parameter policies). */
function expiration(policies: ParameterMetadata['Policies']): Pick<ParameterDescription, 'expires'> {
  const text = policies?.find(({ PolicyType }) => PolicyType === 'Expiration')?.PolicyText;
  if (text === undefined) return {};
  const [, time] = /"Timestamp"\s*:\s*"(\d{4}-\d\d-\d\dT[\d:.+-]+Z?)"/.exec(text) ?? [];
  return { expires: time ?? 'at a time that is not known' };
}

/** Whether Parameter Store takes a value for a reference to another parameter, and refuses it (AWS: PutParameter, Value). */
export function isReference(value: string): boolean {
  return /\{\{[^]*\}\}/.test(value);
}

/**
 * Chamber's version number of a parameter: a Description that is no integer counts as 0, as chamber counts it. So does one
 * that neither chamber nor Terraform could count on from: whoever may write the parameter may write 400 nines.
 */
export function chamberVersion(text: string | undefined): number {
  const version = /^\d+$/.test(text ?? '') ? Number(text) : 0;
  return version < Number.MAX_SAFE_INTEGER ? version : 0;
}
