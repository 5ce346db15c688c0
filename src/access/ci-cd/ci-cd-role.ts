import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import type { OidcIdentity } from './oidc-identity';
import { OidcProvider } from './oidc-provider';
import { checkSessionName, Trusted, trustPolicy } from './trust-policy';
import { isProduction } from '../../contracts/production';
import { FederationError } from '../../errors';
import { declaredRole, GrantedRole, granteesOf, IGrantee, keysIn } from '../../iam/grantee';
import { claimRoleName } from '../../iam/role-name';
import { SynthChecks } from '../../terraform/synth-checks';
import { checkWholeNumber } from '../../terraform/whole-number';
import { recordsOf } from '../../vault/manifest/app-manifest';
import type { RecordedVault } from '../../vault/manifest/secret-records';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** What the roles of pipelines have in common. */
export interface CiCdRoleProps {
  /** Vault whose secrets it is about: its stage is the role's. */
  readonly vault: IVault;

  /** Whose tokens the role is assumed with. */
  readonly identity: OidcIdentity;

  /**
   * Further identities, such as one for each of several branches.
   *
   * @default - none
   */
  readonly furtherIdentities?: OidcIdentity[];

  /**
   * OIDC provider of the identities' issuer in IAM.
   *
   * @default - one for the account and issuer, declared by the app
   */
  readonly provider?: OidcProvider;

  /**
   * Name of the role, 1 to 64 letters, digits and any of _+=,.@-
   *
   * @default `<namespace of the vault>-<stage>-<id>`
   */
  readonly roleName?: string;

  /**
   * Pattern that names of sessions have to match, with `*` and `?`: `gha-*`. AWS refuses sessions of other names, so that
   * the audit leads to the run.
   *
   * @default - any name
   */
  readonly sessionName?: string;

  /**
   * Minutes that a session lasts at most, 60 to 720.
   *
   * @default 60
   */
  readonly maxSessionMinutes?: number;

  /**
   * ARN of the managed policy that bounds the role's permissions.
   *
   * @default - none
   */
  readonly permissionsBoundaryArn?: string;

  /**
   * Whether the vault is one of production, which pull requests never get at.
   *
   * @default - whether a word of its stage is prod, production, prd or live, as in `prod-eu`, and none before it denies that
   */
  readonly production?: boolean;
}

/**
 * A role of a pipeline, assumed with the OIDC tokens of one job and nothing else: no key is kept anywhere.
 *
 * @see IAM: Create a role for OpenID Connect federation
 */
export abstract class CiCdRole extends Construct implements IGrantee {
  /** Name of the role, as a token. */
  public readonly name: string;
  /** ARN of the role, as a token. */
  public readonly arn: string;

  /** @internal */
  protected readonly _subject: string;
  /** @internal */
  protected readonly _vault: VaultCore;
  /** @internal */
  protected readonly _isProduction: boolean;
  /**
   * Whether the jobs of pull requests have the role.
   *
   * @internal
   */
  protected readonly _ofPullRequests: boolean;

  private readonly role: IamRole;

  /** @param kind name of the class, in errors */
  constructor(scope: Construct, id: string, props: CiCdRoleProps, kind: string) {
    super(scope, id);
    this._subject = `${kind} '${this.node.path}'`;
    this._vault = VaultCore.of(props.vault);
    const identities = [props.identity, ...(props.furtherIdentities ?? [])];
    this._ofPullRequests = identities.some(({ _token: { pullRequest } }) => pullRequest);
    this._isProduction = props.production ?? isProduction(this._vault.stage);
    const roleName = claimRoleName(this, this._subject, props.roleName ?? `${this._vault.names.accountWide}-${id}`);
    const sessionName = checkSessionName(this._subject, props.sessionName);
    const minutes = checkWholeNumber(
      props.maxSessionMinutes ?? 60,
      { name: 'maxSessionMinutes', least: 60, most: 720, knownAtSynth: true },
      (problem, remedy) => new FederationError(this._subject, problem, remedy),
    );
    this.role = new IamRole(this, 'Default', {
      name: roleName,
      description: `Pipelines of ${identities[0]!._token.system}, for ${this._vault.vaultName}`,
      assumeRolePolicy: trustPolicy(this._subject, this.trusted(identities, props.provider ?? OidcProvider.managed()), sessionName),
      maxSessionDuration: minutes * 60,
      permissionsBoundary: props.permissionsBoundaryArn,
      tags: this._vault.tags,
    });
    this.name = this.role.name;
    this.arn = this.role.arn;
    this._vault.admit(this._subject, this._role());
    // Grants and profiles may come later, and from anywhere in the app.
    if (this._ofPullRequests) SynthChecks.of(this).add(`pull requests ${this.node.path}`, () => this.checkPullRequests());
    for (const warning of identities.flatMap(({ _token: { warnings } }) => warnings)) {
      Annotations.of(this).addWarning(`${this._subject}: ${warning}`);
    }
  }

  /** @internal */
  public _role(): GrantedRole {
    return declaredRole(this.role, this.node.id);
  }

  /**
   * Refuses jobs of pull requests: whoever opens one chooses the code that runs.
   *
   * @internal
   */
  protected _refusePullRequests(what: string, remedy: string): void {
    if (!this._ofPullRequests) return;
    throw new FederationError(this._subject, `its identity is one of pull requests, whose code is anybody's, and ${what}`, remedy);
  }

  private checkPullRequests(): void {
    const own = new Set(keysIn(this, this._role()));
    const isOwn = (role: GrantedRole, vault: RecordedVault): boolean => keysIn(vault.construct, role).some((key) => own.has(key));
    const change = recordsOf(this).changes.find(({ role, vault }) => isOwn(role, vault));
    if (change) {
      this._refusePullRequests(
        `it is granted to change ${change.what} of vault ${change.vault.vaultName}`,
        'Grant that to the role of a job behind an environment.',
      );
    }
    const read = recordsOf(this)
      .allReaders()
      .find(({ vault, reader: { role } }) => role !== undefined && isOwn(role, vault) && this.isOfProduction(vault));
    if (!read) return;
    this._refusePullRequests(
      `it is granted to read secrets of vault ${read.vault.vaultName}, which is one of production`,
      'Have pull requests read a vault of another stage, and production read behind an environment.',
    );
  }

  /** What is said of the role's vault holds for others of its stage. */
  private isOfProduction({ stage }: RecordedVault): boolean {
    return stage === this._vault.stage ? this._isProduction : isProduction(stage);
  }

  private trusted(identities: readonly OidcIdentity[], provider: OidcProvider): Trusted[] {
    return identities.map(({ _token: token }) => ({
      token,
      providerArn: provider._arnFor(this, this._subject, token.issuer, token.audience),
    }));
  }
}

granteesOf(CiCdRole);
