import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Lazy, TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { FederationError } from '../../errors';
import { AwsEnvironment } from '../../terraform/aws-environment';
import { accountOf, defaultAwsProvider } from '../../terraform/aws-provider';
import { OncePerApp } from '../../terraform/once-per-app';
import { resolved } from '../../terraform/resolved';
import { SynthChecks } from '../../terraform/synth-checks';

interface Declared {
  readonly issuer: string;
  readonly stack: TerraformStack;
  readonly account?: string;
  readonly audiences: Set<string>;
  readonly resource: IamOpenidConnectProvider;
  readonly subject: string;
}

const TELL_ACCOUNTS =
  'Say allowedAccountIds of the AwsProviders of both stacks; or declare it in one of them, and pass OidcProvider.lookup() to the other.';

/** The OIDC providers that an app declares: one for an issuer and account, since IAM takes no second. */
export class OidcProviders {
  public static of(scope: IConstruct): OidcProviders {
    return OidcProviders.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('oidc-providers', (scope) => {
    const providers = new OidcProviders();
    SynthChecks.of(scope).add('oidc providers', (stack) => providers.check(stack));
    return providers;
  });

  private readonly declared: Declared[] = [];

  private constructor() {}

  /** @returns ARN of the provider, which has to be there before the role is of use @throws FederationError where there would be two */
  public declare(scope: Construct, subject: string, issuer: string, audience: string): string {
    const stack = TerraformStack.of(scope);
    const account = accountOf(defaultAwsProvider(stack));
    for (const known of this.declared) {
      if (known.issuer !== issuer) continue;
      if (known.stack === stack) {
        known.audiences.add(audience);
        return known.resource.arn;
      }
      if (account === undefined || known.account === undefined) {
        throw new FederationError(
          subject,
          `stack '${known.stack.node.path}' declares the OIDC provider of ${issuer} too, IAM has one for an account, and the program ` +
            'does not say whether the two stacks are of one account',
          TELL_ACCOUNTS,
        );
      }
      if (known.account !== account) continue;
      known.audiences.add(audience);
      if (known.stack.dependsOn(stack)) {
        throw new FederationError(
          subject,
          `stack '${known.stack.node.path}' declares the OIDC provider of ${issuer}, and depends on stack '${stack.node.path}', which ` +
            'needs it deployed before',
          `Declare a role with that issuer in '${stack.node.path}' first, or pass OidcProvider.lookup() here.`,
        );
      }
      stack.addDependency(known.stack);
      // By its name: a reference would make an output, and a read of the other stack's state, of what is known anyway.
      const aws = AwsEnvironment.of(scope);
      return `arn:${aws.partition}:iam::${aws.account}:oidc-provider/${issuer}`;
    }
    return this.add({ stack, account, issuer, subject }, audience);
  }

  private add(of: Pick<Declared, 'stack' | 'account' | 'issuer' | 'subject'>, audience: string): string {
    const audiences = new Set([audience]);
    // Of the stack, not of the role: other roles stay when this one goes.
    const resource = new IamOpenidConnectProvider(of.stack, `coffer-oidc-provider-${of.issuer.replace(/[^\w-]/g, '-')}`, {
      url: `https://${of.issuer}`,
      clientIdList: Lazy.listValue({ produce: () => [...audiences].sort() }),
      // No thumbprint: AWS ignores it for issuers whose certificates public authorities have issued.
    });
    this.declared.push({ ...of, audiences, resource });
    return resource.arn;
  }

  /** The program's own provider of an issuer is the second one, and fails in the middle of an apply. */
  private check(stack: TerraformStack): void {
    for (const { issuer, resource, subject, account } of this.declared) {
      for (const other of stack.node.findAll().filter(isProvider)) {
        if (
          other === resource ||
          resolved(other, other.urlInput ?? '')
            .replace(/^https:\/\//, '')
            .replace(/\/$/, '') !== issuer
        ) {
          continue;
        }
        if (stack !== TerraformStack.of(resource)) {
          const theirs = accountOf(defaultAwsProvider(stack));
          if (theirs === undefined || theirs !== account) continue;
        }
        throw new FederationError(
          subject,
          `'${other.node.path}' is the OIDC provider of ${issuer} too, and IAM has one for an account`,
          `Pass it: provider: OidcProvider.fromArn(<its arn>).`,
        );
      }
    }
  }
}

function isProvider(construct: IConstruct): construct is IamOpenidConnectProvider {
  return (construct as Partial<IamOpenidConnectProvider>).terraformResourceType === 'aws_iam_openid_connect_provider';
}
