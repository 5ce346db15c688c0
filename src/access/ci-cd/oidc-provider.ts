import { DataAwsIamOpenidConnectProvider } from '@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider';
import { TerraformStack, Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { OidcProviders } from './oidc-providers';
import { FederationError } from '../../errors';

/**
 * The OIDC provider in IAM by which an account knows an issuer. IAM has one for an issuer and account; by default, an app
 * declares it with the first role that needs it.
 *
 * @see IAM: Create an OpenID Connect (OIDC) identity provider in IAM
 */
export abstract class OidcProvider {
  /**
   * One that is declared by the app, with the first role of an account that needs it. Further roles use the same one,
   * from other stacks of the account too.
   */
  public static managed(): OidcProvider {
    return new ManagedProvider();
  }

  /**
   * One that exists, or that the program declares itself. It has to have the audience among its client ids.
   *
   * @param arn `arn:aws:iam::<account>:oidc-provider/<issuer without https://>`, or a token
   */
  public static fromArn(arn: string): OidcProvider {
    return new GivenProvider(arn);
  }

  /** One that exists in the account of the role's stack, found by its issuer in every plan. */
  public static lookup(): OidcProvider {
    return new LookedUpProvider();
  }

  /**
   * ARN of the provider, for a role in some scope.
   *
   * @internal
   */
  public abstract _arnFor(scope: Construct, subject: string, issuer: string, audience: string): string;
}

class ManagedProvider extends OidcProvider {
  /** @internal */
  public _arnFor(scope: Construct, subject: string, issuer: string, audience: string): string {
    return OidcProviders.of(scope).declare(scope, subject, issuer, audience);
  }
}

class GivenProvider extends OidcProvider {
  constructor(private readonly arn: string) {
    super();
  }

  /** @internal */
  public _arnFor(_: IConstruct, subject: string, issuer: string): string {
    if (Token.isUnresolved(this.arn)) return this.arn;
    const of = /^arn:[\w-]+:iam::\d{12}:oidc-provider\/(.+)$/.exec(this.arn)?.[1];
    if (of === undefined) {
      throw new FederationError(
        subject,
        `provider '${this.arn}' is not the ARN of an OIDC provider in IAM`,
        `Write arn:aws:iam::<account>:oidc-provider/${issuer}.`,
      );
    }
    if (of !== issuer) {
      throw new FederationError(
        subject,
        `provider '${this.arn}' is one of ${of}, and the identity's tokens are issued by ${issuer}`,
        'Pass the provider of that issuer.',
      );
    }
    return this.arn;
  }
}

class LookedUpProvider extends OidcProvider {
  /** @internal */
  public _arnFor(scope: Construct, _: string, issuer: string): string {
    const stack = TerraformStack.of(scope);
    const id = `coffer-oidc-provider-${issuer.replace(/[^\w-]/g, '-')}-lookup`;
    const known = stack.node.tryFindChild(id) as DataAwsIamOpenidConnectProvider | undefined;
    return (known ?? new DataAwsIamOpenidConnectProvider(stack, id, { url: `https://${issuer}` })).arn;
  }
}
