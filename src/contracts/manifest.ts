import { compareTexts } from './compare-texts';

/**
 * The manifest of an app: what `coffer.manifest.json` says of its secrets, for people, commands and reports. It holds names
 * and metadata, and never a value.
 *
 * What synth does not know is null, and `unknown` says why: never a guess.
 */
export interface Manifest {
  /** Version of the file's form. */
  readonly manifest: typeof MANIFEST_VERSION;
  /** By name. */
  readonly stacks: readonly ManifestStack[];
}

/** Why members beside it are null that have a value in AWS, by their names. */
export interface Unknown {
  readonly unknown?: { readonly [member: string]: string };
}

export interface ManifestStack extends Unknown {
  /** As `cdktf deploy` takes it. */
  readonly name: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly stage: string | null;
  readonly vaults: readonly ManifestVault[];
  readonly secrets: readonly ManifestSecret[];
  /** Secrets that the app lets somebody read, and another program declares. */
  readonly imported: readonly ImportedSecret[];
  /** Services that somebody reads as a whole, whatever secrets they have or get. */
  readonly services: readonly ManifestService[];
  /** Where deploys copy secrets to. */
  readonly copies: readonly ManifestCopy[];
}

export interface ManifestVault {
  readonly name: string;
  /** Path of the construct, which tells vaults of one name apart. */
  readonly path: string;
  readonly namespace: string;
  readonly stage: string;
  readonly keyAlias: string;
  readonly engine: 'coffer' | 'aws';
}

export const SYSTEMS_OF_RECORD = ['parameter-store', 'master-key-bucket', 'kubernetes', 'one-password'] as const;
export type ManifestSystemOfRecord = (typeof SYSTEMS_OF_RECORD)[number];

/** What is said of a secret, whoever declares it. */
export interface SecretNames {
  /** Path of its vault's construct; null in 1Password, which has none. */
  readonly vault: string | null;
  readonly service: string;
  readonly key: string;
  /** What its system of record calls it: a parameter, an object of the bucket, an object of a cluster, the title of an item. */
  readonly name: string | null;
  /** The environment variable that programs read; null for what they do not. */
  readonly environmentName: string | null;
  readonly readers: readonly ManifestReader[];
}

export interface ManifestSecret extends SecretNames, Unknown {
  /** Class of the construct, such as ApplicationSecret. */
  readonly type: string;
  readonly systemOfRecord: ManifestSystemOfRecord;
  /** Path of the construct. */
  readonly path: string;
  /** Address of its resource in the stack. */
  readonly address: string | null;
  readonly owner: string | null;
  readonly description: string | null;
  /** Services whose programs read it too, under the same environment name. */
  readonly sharedWith: readonly string[];
  readonly rotation: ManifestRotation | null;
  /** Days within which a value is promised to be replaced. */
  readonly promisedAgeDays: number | null;
  /** Regions that it is copied to. */
  readonly replicas: readonly string[];
}

export interface ImportedSecret extends SecretNames {
  readonly systemOfRecord: ManifestSystemOfRecord;
  readonly vault: string;
  readonly name: string;
}

export interface ManifestService {
  /** Path of the vault's construct. */
  readonly vault: string;
  readonly service: string;
  readonly readers: readonly ManifestReader[];
}

export interface ManifestRotation {
  readonly strategy: string;
  /** What EventBridge Scheduler is told; null where people are reminded by the daily check. */
  readonly schedule: string | null;
  readonly timeZone: string | null;
  /** Whether schedules rest. */
  readonly paused: boolean;
}

/** Why somebody reads: `service` is a grant of a whole service, `break-glass` an emergency, `share` another account. */
export const READER_ACCESS = ['read', 'service', 'copy', 'rotate', 'look-up', 'keep', 'sign', 'break-glass', 'share'] as const;
export type ReaderAccess = (typeof READER_ACCESS)[number];

/** Who reads: a role by its name, or, where only apply knows that, by the address of its resource in a stack's state. */
export interface ManifestReader {
  readonly access: ReaderAccess;
  readonly role: string | null;
  readonly address: string | null;
  /** The stack that the address is in. */
  readonly stack: string | null;
  /** Account of the role, where the program says it. */
  readonly account: string | null;
  /** ARN of a role, user or account that the program names by one. */
  readonly arn: string | null;
  /** Region of the copy that it reads; null for the record. */
  readonly region: string | null;
}

/** A Kubernetes Secret that each deploy writes. */
export interface ManifestCopy extends Unknown {
  readonly kind: 'KubernetesSecret';
  readonly path: string;
  readonly address: string | null;
  readonly vault: string;
  readonly services: readonly string[];
  readonly namespace: string | null;
  readonly name: string | null;
}

/** What the file is called. */
export const MANIFEST_FILE = 'coffer.manifest.json';

/** Version of the form that this Coffer writes. It goes up when an older reader would misunderstand. */
export const MANIFEST_VERSION = 1;

/**
 * The text of the file: the same for the same program, with a newline at the end. Characters that a terminal or an editor
 * would act on are escaped, beyond those of JSON, since names of others are in it.
 */
export function renderManifest(manifest: Manifest): string {
  const text = JSON.stringify(manifest, null, 2);
  return `${text.replace(/[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, escaped)}\n`;
}

/** The order of readers: the same whoever is granted first. */
export function compareReaders(one: ManifestReader, other: ManifestReader): number {
  return compareTexts(orderOf(one), orderOf(other));
}

function orderOf({ role, arn, stack, address, account, access, region }: ManifestReader): string {
  return [role ?? arn ?? account ?? '', stack ?? '', address ?? '', access, region ?? '', account ?? ''].join('\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
