import { IResolvable, ref, TerraformElement, TerraformProvider, Token } from 'cdktf';
import { Construct } from 'constructs';
import { OwnKind } from './own-kind';
import { StackLocalExpression } from './stack-local';
import { UnsupportedOutputError } from '../errors';

/** An ephemeral resource of any provider. */
export interface EphemeralResourceProps {
  /**
   * Terraform's name of the type, such as `coffer_secret`.
   *
   * @jsii suppress JSII5018 it is Type in Go
   */
  readonly type: string;

  /**
   * Arguments, named as in Terraform.
   *
   * @default - none
   */
  readonly config?: { readonly [argument: string]: any };

  /**
   * Provider to use, which has to be in the same stack.
   *
   * @default - the stack's provider without alias
   */
  readonly provider?: TerraformProvider;
}

/**
 * A value that Terraform reads again in every run and keeps nowhere (Terraform: Ephemeral resources), which cdktf
 * has no class for. Needs Terraform 1.10 or later.
 *
 * It can be used by write-only arguments, provider settings and other ephemeral resources of its own stack; in
 * another stack, synth fails with a CrossStackReferenceError.
 */
export class EphemeralResource extends TerraformElement {
  private readonly type: string;
  private readonly config: { readonly [argument: string]: any };
  private readonly provider?: TerraformProvider;

  constructor(scope: Construct, id: string, props: EphemeralResourceProps) {
    super(scope, id, `ephemeral.${props.type}`);
    this.type = props.type;
    this.config = props.config ?? {};
    this.provider = props.provider;
  }

  /** The resource's address in its stack. */
  public get fqn(): string {
    return Token.asString(this.expression(''));
  }

  /**
   * An attribute that is a string, as a token.
   *
   * @param name attribute, named as in Terraform
   */
  public stringAttribute(name: string): string {
    return Token.asString(this.attribute(name));
  }

  /**
   * An attribute of whatever type, as a token.
   *
   * @param name attribute, named as in Terraform
   */
  public attribute(name: string): IResolvable {
    return this.expression(`.${name}`);
  }

  /** The block, as cdktf writes it in JSON. */
  public toTerraform(): any {
    return {
      ephemeral: { [this.type]: { [this.friendlyUniqueId]: { ...this.config, provider: this.provider?.fqn, ...this.rawOverrides } } },
    };
  }

  /** The block, as cdktf writes it in HCL. */
  public toHclTerraform(): any {
    throw new UnsupportedOutputError(
      `EphemeralResource '${this.node.path}'`,
      'cdktf cannot write ephemeral blocks in HCL',
      'Synthesize to JSON: leave out hclOutput, --hcl and SYNTH_HCL_OUTPUT.',
    );
  }

  private expression(attribute: string): IResolvable {
    const reference = ref(`ephemeral.${this.type}.${this.friendlyUniqueId}${attribute}`, this.cdktfStack);
    return new StackLocalExpression(reference, this, `EphemeralResource '${this.node.path}'`, {
      because: 'its value lives for one run of Terraform',
      remedy: 'Declare the ephemeral resource in that stack as well.',
    });
  }
}

/** Ephemeral resources that a program declares, by whichever copy of the package. */
export const EPHEMERAL_RESOURCES = new OwnKind('EphemeralResource', EphemeralResource);
