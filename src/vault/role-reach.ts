import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { Fn, Op, TerraformSelf, TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { hasArn } from './vault-checks';
import { GrantError } from '../errors';
import type { GrantedRole } from '../iam/grantee';
import { ROLE_ARN_PATTERN } from '../iam/role-arn';
import { accountIn, accountOf, defaultAwsProvider, providerOf } from '../terraform/aws-provider';

/** The vault's side of a grant. */
export interface ReachedVault {
  readonly construct: Construct;
  readonly vaultName: string;
  /** The stack whose AWS provider leads to the vault's account; undefined for a vault that another program declares. */
  readonly stack?: TerraformStack;
  readonly deployers: readonly string[];
  /** The vault's account; may be a token. */
  readonly account: () => string;
  /** The same if it is known at synth. */
  readonly knownAccount: () => string | undefined;
  /** What Terraform checks too, before it grants anything. */
  readonly conditions?: readonly Postcondition[];
}

/** A condition of Terraform's, as data sources have it. */
export interface Postcondition {
  readonly condition: any;
  readonly errorMessage: string;
}

const REMEDY =
  "A grant attaches a policy in the vault's own account, to a role of that name there. Share the secret instead: " +
  'crossAccount: { principals } with the ARN of the role, and give the role crossAccountReaderPolicy in its own account.';

/**
 * Sees to it that a grant reaches the role that it names: policies are attached by a role's name, which a role of the
 * vault's account may have too. What is known at synth is refused there, and Terraform checks the rest before it changes
 * anything.
 */
export class RoleReach {
  private readonly checked = new Set<string>();

  constructor(private readonly vault: ReachedVault) {}

  /** @throws GrantError if the role is known to be of another account */
  public require(subject: string, role: GrantedRole): void {
    const id = `${typeof role.identity === 'string' ? withArn(role, role.identity) : role.identity.node.path}\n${role.scope?.node.path}`;
    if (this.checked.has(id)) return;
    if (role.byArn) this.requireArn(subject, role);
    if (role.scope !== undefined) this.requireProvider(subject, role, role.scope);
    // Its policy goes below the vault, to whatever account that stack deploys to.
    else if (!this.vault.stack) this.requireProvider(subject, role, this.vault.construct);
    this.checked.add(id);
  }

  /** A role by its ARN, which says the account. */
  private requireArn(subject: string, role: GrantedRole): void {
    const [theirs, ours] = [accountIn(role.arn), this.vault.knownAccount()];
    if (theirs !== undefined && ours !== undefined) {
      if (theirs !== ours) throw otherAccount(subject, role, theirs, ours);
      return;
    }
    // Some programs have a name alone, and nothing to tell its account by.
    if (theirs === undefined && !Token.isUnresolved(role.arn)) return;
    const inAccount = Op.eq(TerraformSelf.getString('account_id'), Fn.element(Fn.split(':', role.arn), 4));
    // Whatever else has an ARN may end like the name of a role: a session, a user.
    const isRole = Op.gte(Fn.lengthOf(Fn.regexall(ROLE_ARN_PATTERN, role.arn)), 1);
    this.check(`account of ${role.label}`, role.knownName === undefined ? Op.and(isRole, inAccount) : inAccount, this.messageFor(role));
  }

  /** A role of the program: the account is that of its provider, by which policies are attached. */
  private requireProvider(subject: string, role: GrantedRole, scope: Construct): void {
    const stack = TerraformStack.of(scope);
    const provider = role.identity === scope ? providerOf(scope) : undefined;
    if (stack === this.vault.stack && (provider === undefined || provider.alias === undefined)) return;
    const [theirs, ours] = [accountOf(provider ?? defaultAwsProvider(stack)), this.vault.knownAccount()];
    if (theirs !== undefined && ours !== undefined) {
      if (theirs !== ours) throw otherAccount(subject, role, theirs, ours);
      return;
    }
    const id = `cdktf-coffer-account-${this.vault.construct.node.addr.slice(-8)}${
      provider?.alias === undefined ? '' : `-${provider.alias}`
    }`;
    if (stack.node.tryFindChild(id)) return;
    new DataAwsCallerIdentity(stack, id, {
      provider,
      lifecycle: {
        postcondition: [
          ...(this.vault.conditions ?? []),
          { condition: Op.eq(TerraformSelf.getString('account_id'), this.vault.account()), errorMessage: this.messageFor(role) },
        ],
      },
    });
  }

  /**
   * Whether a role is one of the vault's deployers, to whom its keys deny decryption whatever they are granted. Terraform
   * checks what is known only at plan: whether a deployer of the same name is in this account.
   */
  public isDeployer(role: GrantedRole): boolean {
    const { construct, deployers } = this.vault;
    if (hasArn(construct, deployers, role.arn)) return true;
    const namesakes =
      role.knownName === undefined ? [] : deployers.filter((arn) => !Token.isUnresolved(arn) && arn.split('/').pop() === role.knownName);
    const ours = accountIn(role.arn) ?? this.vault.knownAccount();
    for (const arn of namesakes) {
      if (ours !== undefined && ours === accountIn(arn)) return true;
      if (ours !== undefined || this.checked.has(arn)) continue;
      this.checked.add(arn);
      this.check(
        `deployer ${role.label}`,
        Op.neq(TerraformSelf.getString('account_id'), accountIn(arn)),
        `Role '${role.label}' is granted reading of secrets of vault ${this.vault.vaultName}, and is one of its deployers, ` +
          `to whom the keys' policies deny decryption. ` +
          'Read under a role of its own, or take it out of deployers.',
      );
    }
    return false;
  }

  /** Has Terraform check something of the vault's account before it changes anything. */
  private check(id: string, condition: any, errorMessage: string): void {
    const { construct } = this.vault;
    const base = id.replace(/[^\w -]/g, '-');
    let free = base;
    for (let number = 2; construct.node.tryFindChild(free); number++) free = `${base}-${number}`;
    new DataAwsCallerIdentity(construct, free, { lifecycle: { postcondition: [{ condition, errorMessage }] } });
  }

  private messageFor(role: GrantedRole): string {
    return `Role '${role.label}' is granted secrets of vault ${this.vault.vaultName}, and is not ${
      role.byArn && role.knownName === undefined ? 'a role of' : 'in'
    } the vault's account. ${REMEDY}`;
  }
}

/** An expression is in the identity already: each look at an attribute makes another token. */
function withArn({ scope, knownName, arn }: GrantedRole, identity: string): string {
  return scope !== undefined && knownName === undefined ? identity : `${identity}\n${arn}`;
}

function otherAccount(subject: string, role: GrantedRole, theirs: string, ours: string): GrantError {
  return new GrantError(subject, `role '${role.label}' is in account ${theirs}, and the vault in account ${ours}`, REMEDY);
}
