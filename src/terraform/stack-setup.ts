import { Annotations, TerraformElement, TerraformStack } from 'cdktf';
// Not in cdktf's index, though its own assets are laid out by it: there is no other hook into the stack's folder.
import { addCustomSynthesis } from 'cdktf/lib/synthesize/synthesizer';
import { IConstruct } from 'constructs';
import { AppFiles } from './app-files';
import { InheritingCofferProvider } from './coffer-provider';
import { refuseLiteralValues } from './literal-values';
import { OwnKind } from './own-kind';
import { ProviderInstallation } from './provider-installation';
import { SynthChecks } from './synth-checks';
import { CofferProvider } from '../bindings/provider';
import { UnsupportedOutputError, VaultConfigurationError } from '../errors';

const ID = 'cdktf-coffer';

/**
 * What a stack needs once, however many vaults and secrets it has: a coffer provider, the provider's executable
 * where Terraform finds it, and the checks before anything is written.
 */
export class StackSetup extends TerraformElement {
  public static of(scope: IConstruct): StackSetup {
    const stack = TerraformStack.of(scope);
    return SETUPS.in(stack.node.tryFindChild(ID), `Stack '${stack.node.path}'`) ?? new StackSetup(stack);
  }

  private readonly checks: SynthChecks;
  /** Whether this is the first stack of the app with anything of Coffer's in it. */
  private readonly first: boolean;
  private chosen?: ProviderInstallation;
  private made?: InheritingCofferProvider;
  private provided = false;
  private readonly vaults = new Map<string, string>();

  private constructor(private readonly stack: TerraformStack) {
    super(stack, ID);
    this.checks = SynthChecks.of(stack);
    this.first = this.checks.first(this);
    const files = AppFiles.of(stack);
    files.expect(stack);
    addCustomSynthesis(this, {
      onSynthesize: (session) => {
        this.warnOfSettings();
        // A stack may have nothing but items of 1Password, and then Terraform asks for no coffer provider.
        if (this.stack.allProviders().some(({ terraformResourceType: type }) => type === 'coffer')) {
          this.installation._install(this.stack, session);
        }
        files.synthesized(this.stack, session);
      },
    });
  }

  /** Where the stack's provider comes from. */
  public get installation(): ProviderInstallation {
    return (this.chosen ??= ProviderInstallation.bundled());
  }

  /** The stack's coffer provider without alias, if the program declares one with settings of its own. */
  public get ownProvider(): CofferProvider | undefined {
    return this.made ? undefined : this.defaultProviders()[0];
  }

  /** Take a vault's name, which its alias in KMS has and which is one in an account and region. */
  public claimVaultName(name: string, path: string, subject: string): void {
    const taken = this.vaults.get(name);
    if (taken) {
      throw new VaultConfigurationError(
        subject,
        `stack '${this.stack.node.path}' has vault ${name} already, declared at '${taken}'`,
        'Declare it once and pass it on, or choose another namespace.',
      );
    }
    this.vaults.set(name, path);
  }

  /** Choose where the provider comes from; a stack has one choice. */
  public install(installation: ProviderInstallation, subject: string): void {
    if (this.chosen && this.chosen !== installation) {
      throw new VaultConfigurationError(
        subject,
        `stack '${this.stack.node.path}' has another provider installation already, and a stack has one provider executable`,
        'Pass the same ProviderInstallation to every vault of the stack.',
      );
    }
    this.adopt(installation);
  }

  /** Take over the choice of the stack that this one's secrets come from, where there is none yet. */
  public adopt(installation: ProviderInstallation): void {
    if (this.chosen) return;
    this.chosen = installation;
    installation._require(this.stack);
  }

  /** Make sure that coffer elements without a provider of their own have one. */
  public ensureProvider(): void {
    if (this.provided) return;
    this.provided = true;
    if (this.defaultProviders().length === 0) this.made = new InheritingCofferProvider(this, 'provider');
  }

  /** Nothing of its own, but the first thing of Coffer's that cdktf asks for before it writes any stack. */
  public toTerraform(): any {
    const defaults = this.defaultProviders();
    if (defaults.length > 1) {
      throw new VaultConfigurationError(
        `CofferProvider '${defaults[1]!.node.path}'`,
        `the stack has a coffer provider without alias already, '${defaults[0]!.node.path}'`,
        'Declare the CofferProvider before the first vault, or give it an alias and pass it to the vault as provider.',
      );
    }
    this.checks.run(this.stack);
    // Stacks without anything of Coffer's but a coffer_secret have nobody else to look after them.
    refuseLiteralValues(this.first ? this.node.root : this.stack);
    return {};
  }

  public toHclTerraform(): any {
    // cdktf writes a generated secret's settings as a block, which they are not, leaves the quotes of policies
    // with references in them as they are, and knows no ephemeral blocks.
    throw new UnsupportedOutputError(
      `Stack '${this.stack.node.path}'`,
      "cdktf's HCL of it would not be valid Terraform",
      'Synthesize to JSON: leave out hclOutput, --hcl and SYNTH_HCL_OUTPUT.',
    );
  }

  private defaultProviders(): CofferProvider[] {
    return this.stack
      .allProviders()
      .filter((provider): provider is CofferProvider => provider.terraformResourceType === 'coffer' && provider.alias === undefined);
  }

  private warnOfSettings(): void {
    const settings = this.made?.notInherited ?? [];
    if (settings.length === 0) return;
    Annotations.of(this).addWarning(
      `The coffer provider takes its settings from the stack's AwsProvider, but has no ${settings.join(', ')}. It calls AWS with the ` +
        'credentials of the environment or the profile. Where those are another identity, ' +
        'declare a CofferProvider and pass it to the vault.',
    );
  }
}

const SETUPS = new OwnKind('stack setup', StackSetup);
