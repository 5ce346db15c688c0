import { TerraformStack, Token, Tokenization } from 'cdktf';
import type { Construct } from 'constructs';
import type { SecretVaultProps } from './secret-vault-props';
import type { CofferProvider } from '../bindings/provider';
import { SecretEngine } from '../contracts/secret-engine';
import { EngineError, VaultConfigurationError } from '../errors';
import { resolved } from '../terraform/resolved';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws VaultConfigurationError if a namespace or stage is missing or misspelt */
export function checkName(subject: string, what: string, value: string, example: string): string {
  if (value === undefined || value === null || value === '') {
    throw new VaultConfigurationError(
      subject,
      `${what} is not set (received ${value === '' ? "''" : value})`,
      `Write ${what}: '${example}', or set the environment variable that it is read from.`,
    );
  }
  if (typeof value !== 'string' || Token.isUnresolved(value)) {
    throw new VaultConfigurationError(subject, `${what} is not a string known at synth`, `Write it out, such as ${what}: '${example}'.`);
  }
  if (!NAME.test(value)) {
    throw new VaultConfigurationError(
      subject,
      `${what} '${value}' is not 1 to 32 lowercase letters, digits and '-', beginning with a letter`,
      `Write it like '${example}'.`,
    );
  }
  return value;
}

/** @throws EngineError if something is given that the engine cannot have */
export function checkEngine(
  subject: string,
  { engine = SecretEngine.COFFER, provider, installation, deployers = [] }: SecretVaultProps,
): SecretEngine {
  if (engine === SecretEngine.COFFER) return engine;
  const given = provider ? 'provider' : installation ? 'installation' : undefined;
  if (given) {
    throw new EngineError(subject, `engine is SecretEngine.AWS_ONLY, and ${given} is one of the coffer provider`, `Leave ${given} out.`);
  }
  if (deployers.length > 0) {
    throw new EngineError(
      subject,
      'engine is SecretEngine.AWS_ONLY, and deployers are denied decryption, which every refresh of hashicorp/aws does',
      'Leave deployers out, or use SecretEngine.COFFER, which deploys without decrypting.',
    );
  }
  return engine;
}

/** @throws VaultConfigurationError if the provider is in another stack */
export function checkProvider(subject: string, stack: TerraformStack, provider: CofferProvider | undefined): CofferProvider | undefined {
  if (provider && TerraformStack.of(provider) !== stack) {
    throw new VaultConfigurationError(
      subject,
      `provider '${provider.node.path}' is in another stack than the vault`,
      `Declare a CofferProvider in stack '${stack.node.path}'.`,
    );
  }
  return provider;
}

/** @throws VaultConfigurationError if one of them is not the ARN of a role */
export function checkDeployers(subject: string, deployers: readonly string[]): readonly string[] {
  refuseListToken(subject, 'deployers', deployers);
  for (const arn of deployers) {
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) continue;
    throw new VaultConfigurationError(
      subject,
      `deployer '${arn}' is not the ARN of an IAM role`,
      'Write arn:aws:iam::<account>:role/<name>, with the path of the role and without a session.',
    );
  }
  return deployers;
}

/**
 * Break-glass principals, by name: a wildcard would open to everybody what only they may read.
 *
 * @throws VaultConfigurationError if one of them is not the ARN of a role or user, or deploys
 */
export function checkBreakGlass(
  subject: string,
  breakGlass: readonly string[],
  deployers: readonly string[],
  scope: Construct,
): readonly string[] {
  refuseListToken(subject, 'breakGlass', breakGlass);
  for (const arn of breakGlass) {
    if (!Token.isUnresolved(arn) && !/^arn:[\w-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) {
      throw new VaultConfigurationError(
        subject,
        `breakGlass has '${arn}', which is not the ARN of an IAM role or user`,
        'Write arn:aws:iam::<account>:role/<name>, with its path and without a session.',
      );
    }
    // A Deny overrules every Allow: in an emergency, nobody could read.
    if (hasArn(scope, deployers, arn)) {
      throw new VaultConfigurationError(
        subject,
        `'${resolved(scope, arn)}' is in both breakGlass and deployers, and keys deny decryption to deployers`,
        'Name a role of its own in breakGlass, which nothing deploys under.',
      );
    }
  }
  return breakGlass;
}

/**
 * Whether an ARN is among others. Each look at an attribute makes another token, so that tokens are compared by what they lead to, and in
 * which stack.
 */
export function hasArn(scope: Construct, arns: readonly string[], arn: string): boolean {
  const target = (value: string) => {
    const origins = Tokenization.reverse(value).map((token) => (token as { readonly originStack?: TerraformStack }).originStack?.node.path);
    return [resolved(scope, value), ...origins].join('\n');
  };
  const sought = arns.length === 0 ? '' : target(arn);
  return arns.some((other) => target(other) === sought);
}

/** A list known only at apply cannot be checked one by one. */
function refuseListToken(subject: string, what: string, arns: readonly string[]): void {
  if (!Token.isUnresolved(arns)) return;
  throw new VaultConfigurationError(subject, `${what} is a list known only at apply`, 'Write a list of ARNs. Each of them may be a token.');
}
