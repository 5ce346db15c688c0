import { IConstruct } from 'constructs';
import { environmentName, SecretName } from '../contracts/names';
import { SystemOfRecord } from '../contracts/system-of-record';
import { DuplicateSecretError, EnvironmentNameCollisionError, TwoSystemsOfRecordError } from '../errors';
import { OncePerApp } from '../terraform/once-per-app';

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

/** Where a secret of the whole organization is declared, which no stage or account has a second time. */
export type OrganizationDeclaration = Omit<Declaration, 'places'>;

/** A place where names are unique. */
export interface DeclarationPlace {
  readonly id: string;
  /** The place in an error's words, such as `vault acme-prod`. */
  readonly description: string;
  /** What to do if two stacks mean two places by it. */
  readonly hint?: string;
}

const ORGANIZATION: DeclarationPlace = { id: 'organization', description: 'the organization' };

interface Entry {
  readonly key: string;
  readonly path: string;
  readonly systemOfRecord: SystemOfRecord;
}

/**
 * The secrets of one app, so that none is declared twice (R3).
 *
 * Looking up and adding take constant time, since an app may declare thousands.
 */
export class DeclaredSecrets {
  public static of(scope: IConstruct): DeclaredSecrets {
    return DeclaredSecrets.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('declared-secrets', () => new DeclaredSecrets());

  private readonly entries = new Map<string, Entry>();
  /** The organization's secrets, by name. */
  private readonly organization = new Map<string, Entry>();
  /** Of each other name the first secret, in whatever place. */
  private readonly first = new Map<string, { readonly entry: Entry; readonly place: DeclarationPlace }>();
  private readonly services = new Set<string>();

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
    const name = `${declaration.service}\n${key}`;
    const organizations = this.organization.get(name);
    if (organizations) throw refusal(declaration, ORGANIZATION, organizations, variable);
    for (const place of declaration.places) {
      // One look-up serves both rules: equal keys have equal environment names.
      const id = `${place.id}\n${declaration.service}\n${variable}`;
      const taken = this.entries.get(id);
      if (taken) throw refusal(declaration, place, taken, variable);
      this.entries.set(id, entry);
    }
    if (!this.first.has(name)) this.first.set(name, { entry, place: declaration.places[0]! });
    this.services.add(`${systemOfRecord}\n${declaration.service}`);
  }

  /**
   * Take a name in all places at once.
   *
   * @throws DuplicateSecretError where the organization has the secret already.
   * @throws TwoSystemsOfRecordError where a vault has it, whatever its stage.
   */
  public declareForOrganization(declaration: OrganizationDeclaration): void {
    const { service, key, path, systemOfRecord } = declaration;
    const name = `${service}\n${key}`;
    const taken = this.organization.get(name);
    if (taken) throw refusal(declaration, ORGANIZATION, taken, environmentName(key));
    const other = this.first.get(name);
    if (other) throw refusal(declaration, other.place, other.entry, environmentName(key));
    this.organization.set(name, { key, path, systemOfRecord });
  }

  /** Whether a vault of the app has secrets of a service in some system of record. */
  public has(service: string, systemOfRecord: SystemOfRecord): boolean {
    return this.services.has(`${systemOfRecord}\n${service}`);
  }
}

/** Whether two constructs are in one stack: stacks are at the top of an app. */
function sameStack(one: string, other: string): boolean {
  return one.split('/')[0] === other.split('/')[0];
}

function refusal(declaration: OrganizationDeclaration, place: DeclarationPlace, taken: Entry, variable: string): Error {
  if (taken.systemOfRecord !== declaration.systemOfRecord) {
    return new TwoSystemsOfRecordError(
      declaration.subject,
      `it would live in ${declaration.systemOfRecord}, and ${place.description} has '${declaration.service}/${taken.key}' ` +
        `in ${taken.systemOfRecord} already, declared at '${taken.path}'`,
      'A secret has one system of record: declare it once, as the type that fits, or rename one of them.',
    );
  }
  if (taken.key === declaration.key) {
    return new DuplicateSecretError(
      declaration.subject,
      `${place.description} has this secret already, declared at '${taken.path}'`,
      `Declare it once and pass it on, or refer to it by fromName() of its type.${
        place.hint !== undefined && !sameStack(taken.path, declaration.path) ? ` ${place.hint}` : ''
      }`,
    );
  }
  return new EnvironmentNameCollisionError(
    declaration.subject,
    `env name ${variable} is taken by '${declaration.service}/${taken.key}' (chamber exec maps '-' to '_')`,
    'Rename one key.',
  );
}
