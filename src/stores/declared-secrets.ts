import { IConstruct } from 'constructs';
import { SystemOfRecord } from './system-of-record';
import { DuplicateSecretError, EnvironmentNameCollisionError, TwoSystemsOfRecordError } from '../errors';
import { environmentName, SecretName } from '../naming/names';

const REGISTRY = Symbol.for('cdktf-coffer/declared-secrets');

/** Where a secret is declared: who is asking, and the places in which its name has to be free. */
export interface Declaration extends SecretName {
  /** Subject of an error, such as `ApplicationSecret 'api/db_pass'`. */
  readonly subject: string;
  /** Construct path of the declaration. */
  readonly path: string;
  readonly systemOfRecord: SystemOfRecord;
  /**
   * Places in which one environment name of a service belongs to one secret: the vault's name across the whole
   * app, and the account behind the stack's provider.
   */
  readonly places: readonly DeclarationPlace[];
}

/** A place where names are unique. */
export interface DeclarationPlace {
  readonly id: string;
  /** The place in an error's words, such as `vault acme-prod`. */
  readonly description: string;
}

interface Entry {
  readonly key: string;
  readonly path: string;
  readonly systemOfRecord: SystemOfRecord;
}

/**
 * The secrets of one app, so that none is declared twice (R3).
 *
 * It hangs on the root of the construct tree: two apps in one process, as in tests, know nothing of each other.
 * Looking up and adding take constant time, since an app may declare thousands.
 */
export class DeclaredSecrets {
  public static of(scope: IConstruct): DeclaredSecrets {
    const root = scope.node.root as IConstruct & { [REGISTRY]?: DeclaredSecrets };
    if (!root[REGISTRY]) Object.defineProperty(root, REGISTRY, { value: new DeclaredSecrets() });
    return root[REGISTRY]!;
  }

  private readonly entries = new Map<string, Entry>();

  private constructor() {}

  /**
   * Take a name.
   *
   * @throws DuplicateSecretError where the secret is declared already.
   * @throws TwoSystemsOfRecordError where it is declared already, and lives elsewhere.
   * @throws EnvironmentNameCollisionError where another key of the service has the same environment name.
   */
  public declare(declaration: Declaration): void {
    const variable = environmentName(declaration.key);
    const { key, path, systemOfRecord } = declaration;
    const entry: Entry = { key, path, systemOfRecord };
    for (const place of declaration.places) {
      // One look-up serves both rules: equal keys have equal environment names.
      const id = `${place.id}\n${declaration.service}\n${variable}`;
      const taken = this.entries.get(id);
      if (taken) throw refusal(declaration, place, taken, variable);
      this.entries.set(id, entry);
    }
  }
}

function refusal(declaration: Declaration, place: DeclarationPlace, taken: Entry, variable: string): Error {
  if (taken.systemOfRecord !== declaration.systemOfRecord) {
    return new TwoSystemsOfRecordError(
      declaration.subject,
      `it would live in ${declaration.systemOfRecord}, and ${place.description} has '${declaration.service}/${taken.key}' in ${taken.systemOfRecord} already, declared at '${taken.path}'`,
      'A secret has one system of record: declare it once, as the type that fits, or rename one of them.',
    );
  }
  if (taken.key === declaration.key) {
    return new DuplicateSecretError(
      declaration.subject,
      `${place.description} has this secret already, declared at '${taken.path}'`,
      'Declare it once and pass it on, or refer to it by fromName() of its type.',
    );
  }
  return new EnvironmentNameCollisionError(
    declaration.subject,
    `env name ${variable} is taken by '${declaration.service}/${taken.key}' (chamber exec maps '-' to '_')`,
    'Rename one key.',
  );
}
