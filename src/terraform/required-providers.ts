import { TerraformStack } from 'cdktf';

/** A provider that a stack requires. */
export interface RequiredProvider {
  /** Address in full, such as `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  /** Version constraint, if any. */
  readonly version?: string;
}

interface Requirements {
  readonly [localName: string]: { readonly source?: string; readonly version?: string };
}

/**
 * The providers that a stack's configuration will require.
 *
 * Put together as cdktf does it, from the providers and the stack's overrides only: asking the stack for its whole
 * configuration would resolve every resource once more.
 */
export function requiredProviders(stack: TerraformStack): RequiredProvider[] {
  const required: { [localName: string]: { source?: string; version?: string } } = {};
  const overrides = (stack as unknown as { rawOverrides: { terraform?: { required_providers?: Requirements } } }).rawOverrides;
  const declared = stack.allProviders().map((provider) => provider.toTerraform().terraform.required_providers as Requirements);
  for (const requirements of [...declared, overrides.terraform?.required_providers ?? {}]) {
    for (const [localName, requirement] of Object.entries(requirements)) {
      required[localName] = { ...required[localName], ...requirement };
    }
  }
  return (
    Object.entries(required)
      .map(([localName, { source, version }]) => ({ address: fullAddress(source ?? localName), version }))
      // Part of Terraform itself, never locked.
      .filter(({ address }) => !address.startsWith('terraform.io/builtin/'))
  );
}

/** The one version that a constraint allows, or undefined where it allows several. */
export function exactVersion(constraint: string | undefined): string | undefined {
  return /^\s*=?\s*v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\s*$/.exec(constraint ?? '')?.[1];
}

function fullAddress(source: string): string {
  const parts = source.split('/');
  return [...['registry.terraform.io', 'hashicorp'].slice(0, Math.max(0, 3 - parts.length)), ...parts].join('/');
}
