import { TerraformElement, TerraformProvider, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { LiteralSecretError, TerraformAccessError } from '../../errors';
import type { EphemeralSecret } from '../../secret/ephemeral-secret';
import { isLiteral } from '../../terraform/literal';
import type { VaultCore } from '../../vault/vault-core';

/** What is wrong, as the end of a sentence, and what to do instead. */
interface Fault {
  readonly problem: string;
  readonly remedy: string;
}

/** One of the keys of AWS credentials. */
export function keyOf(secret: EphemeralSecret, key: 'AccessKeyId' | 'SecretAccessKey'): string {
  return secret.jsonField(key);
}

/** Why a provider cannot be configured with secrets of a vault from here. */
export function providerFault(scope: IConstruct, provider: TerraformProvider, vault: VaultCore, type?: string): Fault | undefined {
  if (!TerraformElement.isTerraformElement(provider) || !TerraformProvider.isTerraformProvider(provider)) {
    const element: unknown = provider;
    const what = TerraformElement.isTerraformElement(element) ? `'${element.node.path}'` : `a ${typeof element}`;
    return {
      problem: `${what} is no provider, and what else there is in a stack keeps its arguments in the state`,
      remedy: 'Pass a provider, or give value() to a write-only argument of a resource.',
    };
  }
  const { terraformResourceType: is, alias } = provider;
  if (type !== undefined && is !== type) {
    return { problem: `'${provider.node.path}' is a provider of ${is}, not of ${type}`, remedy: 'Pass an AwsProvider.' };
  }
  const [here, there] = [TerraformStack.of(scope), TerraformStack.of(provider)];
  if (here !== there) {
    return {
      problem:
        `provider '${provider.node.path}' is in stack '${there.node.path}', and ephemeral values are of ` +
        `stack '${here.node.path}' alone`,
      remedy: 'Declare a TerraformAccess in the stack of the provider.',
    };
  }
  const reads = vault.settingsIn(scope, { subject: scope.node.path }).provider;
  // The coffer provider of a stack takes its settings from the stack's AwsProvider.
  if (provider === reads || (alias === undefined && (is === 'aws' || is === 'coffer'))) {
    return {
      problem: `provider '${provider.node.path}' is the one by which the secrets are read, so that it would wait for itself`,
      remedy: 'Declare another one with an alias, and give that to the resources that need it.',
    };
  }
  return undefined;
}

/** @throws TerraformAccessError where there are none or one is no name, LiteralSecretError where a value is written out */
export function checkSettings(subject: string, provider: TerraformProvider, settings: { readonly [name: string]: string }): void {
  const entries = Object.entries(settings ?? {});
  if (entries.length === 0) {
    throw new TerraformAccessError(subject, `settings of provider '${provider.node.path}' are empty`, 'Name one, such as { password }.');
  }
  for (const [name, value] of entries) {
    if (!/^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*$/.test(name) || name === 'alias') {
      throw new TerraformAccessError(
        subject,
        `'${name}' is no setting of a provider as Terraform writes it`,
        'Write it like client_secret, or assume_role.0.external_id within a block.',
      );
    }
    if (isLiteral(value) || typeof value !== 'string') {
      throw new LiteralSecretError(
        subject,
        `${name} of provider '${provider.node.path}' is ${typeof value === 'string' ? 'written out in the program' : 'no text'}, ` +
          'so it would be in the synthesized output (it is kept out of this message)',
        'Give it value(), jsonField() or environmentValue().',
      );
    }
  }
}
