import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { Op, TerraformSelf, TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { CofferProvider } from '../bindings/provider';
import { VaultConfigurationError } from '../errors';
import { defaultAwsProvider, regionOf } from '../terraform/aws-provider';
import { SynthChecks } from '../terraform/synth-checks';

/** Keeps what a vault has in the vault's region: its key is there, and a name elsewhere is another parameter. */
export class VaultRegion {
  private readonly stacks = new Map<TerraformStack, string>();

  /**
   * @param stack the vault's stack
   * @param provider what writes its secrets, if the program says so
   */
  constructor(
    private readonly construct: Construct,
    private readonly subject: string,
    private readonly stack: TerraformStack,
    private readonly provider?: CofferProvider,
  ) {
    SynthChecks.of(construct).add(`region of ${construct.node.path}`, () => this.check());
    // Terraform compares what it alone knows.
    if (provider?.region !== undefined && Token.isUnresolved(provider.region)) {
      new DataAwsRegion(construct, 'region-of-provider', {
        lifecycle: {
          postcondition: [
            {
              condition: Op.eq(TerraformSelf.getString('id'), provider.region),
              errorMessage:
                `${subject}: its provider '${provider.node.path}' is of another region than its stack's AwsProvider, ` +
                `where its key is. Give both the same region.`,
            },
          ],
        },
      });
    }
  }

  /** A secret of the vault, the subject of errors, is in another stack. */
  public use(stack: TerraformStack, subject: string): void {
    if (!this.stacks.has(stack)) this.stacks.set(stack, subject);
  }

  /** When all providers are declared. @throws VaultConfigurationError if a region is known to be another one than the vault's */
  private check(): void {
    const own = regionOf(defaultAwsProvider(this.stack));
    if (own === undefined) return;
    const ofProvider = regionOf(this.provider);
    if (ofProvider !== undefined && ofProvider !== own) {
      throw new VaultConfigurationError(
        this.subject,
        `its provider '${
          this.provider!.node.path
        }' is of region ${ofProvider}, and its stack's AwsProvider, which its key is of, of region ${own}`,
        'Give both the same region.',
      );
    }
    for (const [stack, subject] of this.stacks) {
      const region = regionOf(defaultAwsProvider(stack));
      if (region === undefined || region === own) continue;
      throw new VaultConfigurationError(
        subject,
        `stack '${stack.node.path}' is of region ${region}, and its vault at '${this.construct.node.path}' of region ${own}`,
        "Declare it in a stack of the vault's region, or in a vault of its own region. To have a copy elsewhere, use replicaRegions.",
      );
    }
  }
}
