import { TerraformStack, Token } from 'cdktf';
import type { SecretVaultProps } from './secret-vault-props';
import type { CofferProvider } from '../bindings/provider';
import { SecretEngine } from '../contracts/secret-engine';
import { EngineError, VaultConfigurationError } from '../errors';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws VaultConfigurationError if a namespace or stage is missing or misspelt */
export function checkName(subject: string, what: string, value: string, example: string): string {
  if (value === undefined || value === null || value === '') {
    throw new VaultConfigurationError(
      subject, `${what} is not set (received ${value === '' ? "''" : value})`,
      `Write ${what}: '${example}', or set the environment variable that it is read from.`,
    );
  }
  if (typeof value !== 'string' || Token.isUnresolved(value)) {
    throw new VaultConfigurationError(subject, `${what} is not a string known at synth`, `Write it out, such as ${what}: '${example}'.`);
  }
  if (!NAME.test(value)) {
    throw new VaultConfigurationError(
      subject, `${what} '${value}' is not 1 to 32 lowercase letters, digits and '-', beginning with a letter`, `Write it like '${example}'.`,
    );
  }
  return value;
}

/** @throws EngineError if something is given that the engine cannot have */
export function checkEngine(subject: string, { engine = SecretEngine.COFFER, provider, installation, deployers = [] }: SecretVaultProps): SecretEngine {
  if (engine === SecretEngine.COFFER) return engine;
  const given = provider ? 'provider' : installation ? 'installation' : undefined;
  if (given) throw new EngineError(subject, `engine is SecretEngine.AWS_ONLY, and ${given} is one of the coffer provider`, `Leave ${given} out.`);
  if (deployers.length > 0) {
    throw new EngineError(
      subject, 'engine is SecretEngine.AWS_ONLY, and deployers are denied decryption, which every refresh of hashicorp/aws does',
      'Leave deployers out, or use SecretEngine.COFFER, which deploys without decrypting.',
    );
  }
  return engine;
}

/** @throws VaultConfigurationError if the provider is in another stack */
export function checkProvider(subject: string, stack: TerraformStack, provider: CofferProvider | undefined): CofferProvider | undefined {
  if (provider && TerraformStack.of(provider) !== stack) {
    throw new VaultConfigurationError(
      subject, `provider '${provider.node.path}' is in another stack than the vault`, `Declare a CofferProvider in stack '${stack.node.path}'.`,
    );
  }
  return provider;
}

/** @throws VaultConfigurationError if one of them is not the ARN of a role */
export function checkDeployers(subject: string, deployers: readonly string[]): readonly string[] {
  for (const arn of deployers) {
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) continue;
    throw new VaultConfigurationError(
      subject, `deployer '${arn}' is not the ARN of an IAM role`,
      'Write arn:aws:iam::<account>:role/<name>, with the path of the role and without a session.',
    );
  }
  return deployers;
}
