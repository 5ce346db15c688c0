import type { VaultWithPrincipals } from './watched-vaults';
import { type DeclarationPart, type DeclaredPrincipal, MOST_PART_CHARACTERS, type WatcherParts } from '../contracts/audit/declarations';
import { AuditError } from '../errors';
import { LONGEST_ARN } from '../iam/policy-document';

/** Names that one entry has at most: whoever has more has several entries. */
const MOST_NAMES = 1_000;
/** The function's environment has 4 KB (Lambda: Quotas), of which each part takes 65 bytes. */
const MOST_PARTS = 20;

/**
 * Everything that the watcher is told, in as few parts as an item of the table allows.
 *
 * @throws AuditError if that is more than the environment of a function can name
 */
export function partsOf(subject: string, watcher: WatcherParts, vaults: readonly VaultWithPrincipals[]): DeclarationPart[] {
  const parts: DeclarationPart[] = [{ watcher, vaults: vaults.map(({ vault }) => vault) }];
  let entries: (DeclaredPrincipal & { vault: string })[] = [];
  let length = 0;
  const close = (): void => {
    if (entries.length > 0) parts.push({ principals: entries });
    [entries, length] = [[], 0];
  };
  for (const { vault, principals } of vaults) {
    const key = `${vault.name} ${vault.account} ${vault.region}`;
    for (const entry of principals.flatMap(divided)) {
      const own = JSON.stringify(entry).length + key.length + LONGEST_ARN.length;
      if (length + own > MOST_PART_CHARACTERS) close();
      entries.push({ vault: key, ...entry });
      length += own;
    }
  }
  close();
  if (parts.length <= MOST_PARTS) return parts;
  throw new AuditError(
    subject,
    `what its vaults grant takes ${parts.length} parts of ${MOST_PART_CHARACTERS} characters, and the watcher reads ${MOST_PARTS}`,
    'Watch some of the vaults by another AuditTrail, or grant whole services instead of single secrets.',
  );
}

function divided({ reads, changes, ...principal }: DeclaredPrincipal): DeclaredPrincipal[] {
  const pieces = Math.max(1, Math.ceil(reads.length / MOST_NAMES), Math.ceil(changes.length / MOST_NAMES));
  return Array.from({ length: pieces }, (_, index) => {
    const piece = (names: readonly string[]) => names.slice(index * MOST_NAMES, (index + 1) * MOST_NAMES);
    return { ...principal, reads: piece(reads), changes: piece(changes) };
  });
}
