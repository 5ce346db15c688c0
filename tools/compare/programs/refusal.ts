import type { TerraformStack } from 'cdktf';
import type { SecretVault } from 'cdktf-coffer';

/** Where something wrong is declared. */
export interface World {
  readonly stack: TerraformStack;
  readonly vault: SecretVault;
}

/** Declares something that is wrong, beside others of its kind. */
export type Refusals = Readonly<Record<string, (world: World) => unknown>>;

/** One refusal for each set of arguments that goes over the good ones. */
export function refusalsOf<P extends object>(
  what: string,
  declare: (world: World, more: P) => unknown,
  ...wrong: readonly unknown[]
): Refusals {
  return Object.fromEntries(wrong.map((more) => [`${what} ${JSON.stringify(more)}`, (world: World) => declare(world, more as P)]));
}
