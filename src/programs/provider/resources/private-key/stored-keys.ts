import type { PrivateKeyState } from './private-key-schema';
import type { PrivateState } from '../../core/resource';

/** A new key: what to store, and the public half as base64 of its SubjectPublicKeyInfo. */
export interface FreshKey {
  readonly privatePem: string;
  readonly publicKey: string;
}

/** What is known of a stored key without reading it. */
export interface StoredKey {
  readonly versionId: string | null;
  readonly arn: string | null;
  /** Base64 of the SubjectPublicKeyInfo; undefined where whoever stored the key left no word of it. */
  readonly publicKey: string | undefined;
  /** What Terraform keeps beside the state, for the next look. */
  readonly kept: PrivateState;
}

/** What a refresh finds: gone, the version that was known, or another one. */
export type Refreshed =
  | 'gone'
  | 'unchanged'
  | (StoredKey & {
      readonly kmsKeyId: string | undefined;
      /** All tags, Coffer's own too, where they were asked for. */ readonly tags?: Readonly<Record<string, string>>;
    });

/** A system of record for private keys. Every write can be cut off anywhere and made again (rule R5); nothing is read but metadata. */
export interface StoredKeys {
  /** How messages name the key, such as `s3://bucket/key`. */
  nameOf(state: PrivateKeyState): string;
  create(planned: PrivateKeyState, make: () => Promise<FreshKey>): Promise<StoredKey>;
  /** Stores a further version, unless an earlier try did. */
  rekey(prior: PrivateKeyState, planned: PrivateKeyState, kept: PrivateState, make: () => Promise<FreshKey>): Promise<StoredKey>;
  /** Makes tags as planned; says what is there. */
  retag(prior: PrivateKeyState, planned: PrivateKeyState, kept: PrivateState): Promise<void>;
  refresh(state: PrivateKeyState, kept: PrivateState): Promise<Refreshed>;
  delete(state: PrivateKeyState): Promise<void>;
}
