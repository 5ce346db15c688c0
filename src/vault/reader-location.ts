import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { Op, TerraformProvider, TerraformSelf, TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { CofferProvider } from '../bindings/provider';
import { VaultConfigurationError } from '../errors';
import type { AwsLocation } from '../terraform/aws-environment';
import { accountOf, defaultAwsProvider, regionOf } from '../terraform/aws-provider';
import { StackSetup } from '../terraform/stack-setup';
import { SynthChecks } from '../terraform/synth-checks';

/**
 * Sees to it that secrets of an imported vault are read in its account and region: they are read by name, and elsewhere the
 * name is that of another secret, such as another stage's.
 *
 * What is known at synth is refused there. Terraform checks the rest by data sources that take no permission.
 */
export class ReaderLocation {
  private readonly stacks = new Map<TerraformStack, string>();

  /**
   * @param vault what users see of the vault
   * @param aws where it is
   * @param provider what its secrets are read by, if the program says so
   */
  constructor(
    private readonly vault: Construct,
    private readonly aws: AwsLocation,
    private readonly provider?: CofferProvider,
  ) {}

  /** A stack reads secrets of the vault. */
  public add(stack: TerraformStack, subject: string): void {
    if (this.stacks.has(stack)) return;
    this.stacks.set(stack, subject);
    SynthChecks.of(stack).add(`location of ${this.vault.node.path} in ${stack.node.path}`, (checked) => {
      if (checked === stack) this.check(stack, subject);
    });
    this.checkAtPlan(stack, subject);
  }

  /** When all providers are declared. */
  private check(stack: TerraformStack, subject: string): void {
    const provider = this.reader(stack);
    for (const [what, theirs, ours] of [
      ['account', accountOf(provider), known(this.aws.account)],
      ['region', regionOf(provider), known(this.aws.region)],
    ] as const) {
      if (theirs === undefined || ours === undefined || theirs === ours) continue;
      throw new VaultConfigurationError(
        subject,
        `it is read by provider '${provider!.node.path}' of ${what} ${theirs}, and its vault at '${this.vault.node.path}' is of ` +
          `${what} ${ours} by its keyArn`,
        'Give SecretVault.fromAttributes() a provider: a CofferProvider with an alias that leads there.',
      );
    }
  }

  /** Data sources are those of the AWS provider, and so tell nothing of a coffer provider with settings of its own. */
  private checkAtPlan(stack: TerraformStack, subject: string): void {
    const aws = defaultAwsProvider(stack);
    if (this.reader(stack) !== aws) return;
    const id = `cdktf-coffer-reader-${this.vault.node.addr.slice(-8)}`;
    const errorMessage =
      `${subject} is read in another account or region than its vault, imported at '${this.vault.node.path}', is in by its keyArn. ` +
      'Give SecretVault.fromAttributes() a provider that leads there.';
    const postcondition = (attribute: string, ours: string) => ({
      postcondition: [{ condition: Op.eq(TerraformSelf.getString(attribute), ours), errorMessage }],
    });
    if (accountOf(aws) === undefined || known(this.aws.account) === undefined) {
      new DataAwsCallerIdentity(stack, `${id}-account`, { lifecycle: postcondition('account_id', this.aws.account) });
    }
    if (regionOf(aws) === undefined || known(this.aws.region) === undefined) {
      new DataAwsRegion(stack, `${id}-region`, { lifecycle: postcondition('id', this.aws.region) });
    }
  }

  /** The provider whose settings secrets are read with. */
  private reader(stack: TerraformStack): TerraformProvider | undefined {
    return this.provider ?? StackSetup.of(stack).ownProvider ?? defaultAwsProvider(stack);
  }
}

function known(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
