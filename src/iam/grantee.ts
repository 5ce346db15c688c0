import { Fn, type ITerraformResource, TerraformElement, Token } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { GrantedRoles } from './granted-roles';
import { ROLE_NAME, type RoleInArn, roleInArn } from './role-arn';
import { isRole, keysByName, keysOfRole, type RoleKey, writtenRole } from './role-identity';
import { GrantError } from '../errors';
import { AwsEnvironment } from '../terraform/aws-environment';
import { accountIn } from '../terraform/aws-provider';
import { OwnKind } from '../terraform/own-kind';
import { resolved } from '../terraform/resolved';

/**
 * Who can be granted access to a secret: an IAM role.
 *
 * `IamRole` and `DataAwsIamRole` of `@cdktf/provider-aws` are grantees as they are. In languages where that does
 * not pass, and for roles known by name only, use `Grantee`.
 */
export interface IGrantee {
  /** The role's name, without its path. */
  readonly name: string;
  /** The role's ARN. */
  readonly arn: string;
}

/** Roles as grantees, for languages without structural typing and for roles that the program does not declare. */
export abstract class Grantee implements IGrantee {
  /**
   * A role that the program declares or looks up.
   *
   * Throws a GrantError if it is neither of them.
   *
   * @param role an `IamRole` or a `DataAwsIamRole`: `ITerraformResource` is what both are in every language
   */
  public static fromRole(role: ITerraformResource): Grantee {
    return new DeclaredRole(role);
  }

  /**
   * A role of the stack's own account that already exists, without a path.
   *
   * Throws a GrantError if the name is not one that IAM allows (AWS: IAM name requirements).
   *
   * @param scope where the policy of the grant is declared
   * @param name the role's name, written out
   * @see IAM and AWS STS quotas (AWS Identity and Access Management User Guide)
   */
  public static fromRoleName(scope: Construct, name: string): Grantee {
    if (!ROLE_NAME.test(name) || Token.isUnresolved(name)) {
      throw new GrantError(
        `Grantee in '${scope.node.path}'`,
        `'${name}' is not a role's name written out (1 to 64 letters, digits and any of _+=,.@-)`,
        'Write the name without its path, or pass the role itself.',
      );
    }
    return new NamedRole(scope, name);
  }

  /**
   * A role of the stack's own account that already exists, by its ARN, with its path if it has one. The ARN may be a token:
   * Terraform then checks, before it changes anything, that it is that of a role of the account.
   *
   * Throws a GrantError if it is not the ARN of a role, or of one that policies cannot be attached to. A grant throws one if the role is of
   * another account or partition than the vault.
   *
   * @param scope where the policy of the grant is declared
   * @param arn `arn:<partition>:iam::<account>:role/<path>/<name>`
   * @see IAM identifiers (AWS Identity and Access Management User Guide)
   */
  public static fromRoleArn(scope: Construct, arn: string): Grantee {
    return new RoleByArn(scope, arn, roleInArn(scope, arn));
  }

  public abstract readonly name: string;
  public abstract readonly arn: string;

  /**
   * What tells this role from others, and where its policies go.
   *
   * @internal
   */
  public abstract _role(): GrantedRole;
}

/**
 * Marks a class as one of grantees of this package.
 *
 * @param type has a `_role()` like that of Grantee
 */
export function granteesOf(type: { readonly prototype: Pick<Grantee, '_role'> }): OwnKind<Pick<Grantee, '_role'>> {
  return new OwnKind('Grantee', type);
}

const GRANTEES = granteesOf(Grantee);

/** A role to be granted something: internal face of every kind of grantee. */
export interface GrantedRole {
  /** What tells its policies from those of others: the object that the program has for it. */
  readonly identity: IConstruct | string;
  /** What two objects have in common that are one role, as far as that is known at synth. */
  readonly keys: readonly RoleKey[];
  /** The name without its path, if it is known at synth. */
  readonly knownName?: string;
  /** Where policies for the role are declared; undefined leaves it to the vault. */
  readonly scope?: Construct;
  /** Whether its ARN was given, which says its account. */
  readonly byArn?: boolean;
  /** The role for readers: in names of policies and in errors. */
  readonly label: string;
  /** The name to attach policies to. */
  readonly name: string;
  /** ARN of the role, for policies that name it. */
  readonly arn: string;
}

/**
 * The role behind a grantee.
 *
 * @throws GrantError if it is no role.
 */
export function roleOf(grantee: IGrantee, subject: string): GrantedRole {
  const own = GRANTEES.in(grantee, subject);
  if (own) return own._role();
  if (typeof grantee !== 'object' || grantee === null || typeof grantee.name !== 'string') {
    throw new GrantError(subject, `grantee is ${describe(grantee)}, not a role`, 'Pass an IamRole, a DataAwsIamRole or a Grantee.');
  }
  if (TerraformElement.isTerraformElement(grantee)) {
    // Users and buckets have a name and an ARN too, and would fail only in the middle of an apply.
    if (!isRole(grantee)) {
      const type = (grantee as TerraformElement & { terraformResourceType?: string }).terraformResourceType;
      throw new GrantError(
        subject,
        `grantee '${(grantee as TerraformElement).node.path}' is of type ${type}, not a role`,
        'Grant to a role which the user or service assumes.',
      );
    }
    GrantedRoles.of(grantee).add(grantee, subject);
    return declaredRole(grantee);
  }
  if (Token.isUnresolved(grantee.name)) {
    throw new GrantError(
      subject,
      "the grantee's name is known only at apply",
      'Pass the role itself, or Grantee.fromRoleName() with the name written out.',
    );
  }
  const account = accountIn(grantee.arn);
  return {
    identity: grantee.name,
    keys: [account === undefined ? grantee.name : `${account}\n${grantee.name}`],
    knownName: grantee.name,
    byArn: true,
    label: grantee.name,
    name: grantee.name,
    arn: grantee.arn,
  };
}

/** A role that is declared or looked up. */
export function declaredRole(role: TerraformElement & IGrantee, label = role.node.id): GrantedRole {
  const { knownName } = writtenRole(role);
  return { identity: role, keys: keysOfRole(role), knownName, scope: role, label, name: role.name, arn: role.arn };
}

/** The keys of a role in a vault: what has no place of its own is in the vault's account. */
export function keysIn(vault: Construct, role: GrantedRole): readonly RoleKey[] {
  return role.scope === undefined ? [...role.keys, ...keysByName(vault, role.name)] : role.keys;
}

class DeclaredRole extends Grantee {
  private readonly role: TerraformElement & IGrantee;

  constructor(role: ITerraformResource) {
    super();
    if (!isRole(role)) {
      const { node, terraformResourceType: type } = (role ?? {}) as Partial<TerraformElement & ITerraformResource>;
      throw new GrantError(
        'Grantee.fromRole()',
        `received ${node === undefined ? describe(role) : `'${node.path}' of type ${type}`}, not a role`,
        'Pass an IamRole or a DataAwsIamRole; for roles by name or ARN there are fromRoleName() and fromRoleArn().',
      );
    }
    this.role = role;
  }

  public get name(): string {
    return this.role.name;
  }

  public get arn(): string {
    return this.role.arn;
  }

  /** @internal */
  public _role(): GrantedRole {
    return roleOf(this.role, 'Grantee.fromRole()');
  }
}

class NamedRole extends Grantee {
  constructor(
    private readonly scope: Construct,
    public readonly name: string,
  ) {
    super();
  }

  public get arn(): string {
    const aws = AwsEnvironment.of(this.scope);
    return `arn:${aws.partition}:iam::${aws.account}:role/${this.name}`;
  }

  /** @internal */
  public _role(): GrantedRole {
    return {
      identity: `${this.scope.node.path}\n${this.name}`,
      keys: keysByName(this.scope, this.name),
      knownName: this.name,
      scope: this.scope,
      label: this.name,
      name: this.name,
      arn: this.arn,
    };
  }
}

class RoleByArn extends Grantee {
  public readonly name: string;

  /** @param known what the ARN says; undefined if it is known only at apply */
  constructor(
    private readonly scope: Construct,
    public readonly arn: string,
    private readonly known: RoleInArn | undefined,
  ) {
    super();
    this.name = known?.name ?? (Fn.element(Fn.reverse(Fn.split('/', arn)), 0) as string);
  }

  /** @internal */
  public _role(): GrantedRole {
    const { scope, known, arn, name } = this;
    // By what the token leads to: each look at an attribute makes another token.
    const expression = known === undefined ? resolved(scope, arn) : undefined;
    return {
      // That of the same role by its name: a role is one in its account, whatever its path.
      identity: `${scope.node.path}\n${known?.name ?? expression!}`,
      keys: keysByName(scope, known?.name ?? expression!, undefined, known?.account),
      knownName: known?.name,
      scope,
      byArn: true,
      label: known?.name ?? expression!.replace(/[^\w.-]/g, ''),
      name,
      arn,
    };
  }
}

function describe(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}
