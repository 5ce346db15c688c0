import { EngineError } from '../errors';

/** Something that is declared in a vault, and why it cannot do without the coffer provider. */
export interface CofferUser {
  /** Subject of errors, such as `MasterKey 'pki/root'`. */
  readonly subject: string;
  /** Why it needs the coffer provider, as the end of a sentence. @default it needs the coffer provider */
  readonly needsCofferSince?: string;
  /** What to do without it, as a sentence. @default - declare it in a vault with the coffer provider */
  readonly withoutCoffer?: string;
}

/** The error of something that a vault without the coffer provider cannot have. */
export function withoutCoffer(user: CofferUser, vaultName: string): EngineError {
  return new EngineError(
    user.subject,
    `vault ${vaultName} is of SecretEngine.AWS_ONLY, and ${user.needsCofferSince ?? 'it needs the coffer provider'}`,
    user.withoutCoffer ?? 'Declare it in a vault of SecretEngine.COFFER, in a stack whose pipeline may run the coffer provider.',
  );
}
