import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { TerraformElement, Token } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { GrantedRoles } from './granted-roles';
import { accountIn, providerOf, roleKey } from './role-account';
import { GrantError } from '../errors';
import { AwsEnvironment } from '../terraform/aws-environment';
import { OwnKind } from '../terraform/own-kind';

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
   * A role declared in this program.
   *
   * @param role the role
   */
  public static fromRole(role: IamRole): Grantee {
    return new DeclaredRole(role);
  }

  /**
   * A role of the stack's own account that already exists, without a path.
   *
   * @param scope where the policy of the grant is declared
   * @param name the role's name, written out
   * @throws GrantError where the name is not one that IAM allows (AWS: IAM name requirements).
   */
  public static fromRoleName(scope: Construct, name: string): Grantee {
    if (!/^[\w+=,.@-]{1,64}$/.test(name) || Token.isUnresolved(name)) {
      throw new GrantError(
        `Grantee in '${scope.node.path}'`,
        `'${name}' is not a role's name written out (1 to 64 letters, digits and any of _+=,.@-)`,
        'Write the name without its path, or pass the role itself.',
      );
    }
    return new NamedRole(scope, name);
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
  /** Equal for two objects that are one role, as far as that is known at synth. */
  readonly key: IConstruct | string;
  /** The name without its path, if it is known at synth. */
  readonly knownName?: string;
  /** Where policies for the role are declared; undefined leaves it to the vault. */
  readonly scope?: Construct;
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
 * @throws GrantError where it is no role.
 */
export function roleOf(grantee: IGrantee, subject: string): GrantedRole {
  const own = GRANTEES.in(grantee, subject);
  if (own) return own._role();
  if (typeof grantee !== 'object' || grantee === null || typeof grantee.name !== 'string') {
    throw new GrantError(subject, `grantee is ${describe(grantee)}, not a role`, 'Pass an IamRole, a DataAwsIamRole or a Grantee.');
  }
  if (TerraformElement.isTerraformElement(grantee)) {
    // Users and buckets have a name and an ARN too, and would fail only in the middle of an apply.
    const type = (grantee as TerraformElement & { terraformResourceType?: string }).terraformResourceType;
    if (type !== 'aws_iam_role') {
      throw new GrantError(
        subject,
        `grantee '${grantee.node.path}' is of type ${type}, not a role`,
        'Grant to a role which the user or service assumes.',
      );
    }
    GrantedRoles.of(grantee).add(grantee, subject);
    return declaredRole(grantee as TerraformElement & IGrantee);
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
    key: account === undefined ? grantee.name : `${account}\n${grantee.name}`,
    knownName: grantee.name,
    label: grantee.name,
    name: grantee.name,
    arn: grantee.arn,
  };
}

/** A role that is declared or looked up. */
export function declaredRole(role: TerraformElement & IGrantee, label = role.node.id): GrantedRole {
  const { nameInput } = role as { readonly nameInput?: string };
  const knownName = nameInput === undefined || Token.isUnresolved(nameInput) ? undefined : nameInput;
  const key = knownName === undefined ? role : roleKey(role, knownName, providerOf(role));
  return { identity: role, key, knownName, scope: role, label, name: role.name, arn: role.arn };
}

class DeclaredRole extends Grantee {
  constructor(private readonly role: IamRole) {
    super();
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
      key: roleKey(this.scope, this.name),
      knownName: this.name,
      scope: this.scope,
      label: this.name,
      name: this.name,
      arn: this.arn,
    };
  }
}

function describe(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}
