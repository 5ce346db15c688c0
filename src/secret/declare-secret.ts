import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { SecretBase } from './secret-base';
import { SecretsByService } from './secrets-by-service';
import { SystemOfRecord } from '../contracts/system-of-record';
import { claimOf } from '../contracts/tags';
import { DeclaredSecrets } from '../vault/declared-secrets';
import { DeclaringVault } from '../vault/declaring-vault';
import { recordsOf } from '../vault/manifest/app-manifest';
import { refuseReservedTags } from '../vault/reserved-tags';
import type { VaultCore, VaultSettings } from '../vault/vault-core';
import type { CofferUser } from '../vault/without-coffer';

/** A secret that a type declares in a vault. */
export interface SecretDeclaration extends CofferUser {
  readonly vault: VaultCore;
  readonly service: string;
  readonly key: string;
  readonly systemOfRecord: SystemOfRecord;
  /** The secret's type, as the manifest calls it. @default - the name of its class */
  readonly type?: string;
  /** What its system of record calls it. @default - `<service>/<key>` */
  readonly name?: string;
  /** Tags beside the vault's, as the program gives them. */
  readonly tags?: { readonly [key: string]: string };
}

/** What the resource of a declared secret says, whatever the secret is. */
export interface DeclaredSecret {
  /** The vault that it is declared in. */
  readonly vault: DeclaringVault;
  /** Who declares it, as the value of its tag. */
  readonly claim: string;
  /** The vault's tags and its own. */
  readonly tags?: { [key: string]: string };
  /** Key and provider of its vault. Asking for the provider throws in a vault without the coffer provider. */
  readonly settings: VaultSettings;
}

/**
 * Declares a secret: the one way to do so, with the same checks in the same order for every type.
 *
 * @param scope the construct that the secret is
 * @throws VaultConfigurationError if the vault is imported or cannot be used from this stack, or a tag is reserved
 * @throws DuplicateSecretError, TwoSystemsOfRecordError or EnvironmentNameCollisionError if its name is taken
 */
export function declareSecret(scope: Construct, declaration: SecretDeclaration): DeclaredSecret {
  const { subject, service, key, systemOfRecord } = declaration;
  const vault = DeclaringVault.from(declaration.vault, subject);
  refuseReservedTags(subject, declaration.tags);
  const settings = vault.settingsIn(scope, declaration);
  DeclaredSecrets.of(scope).declare({
    subject,
    path: scope.node.path,
    service,
    key,
    systemOfRecord,
    places: vault.placesIn(scope, declaration),
  });
  const tags = vault.tagsWith(declaration.tags);
  recordsOf(scope).add({
    construct: scope,
    vault,
    type: declaration.type ?? scope.constructor.name,
    service,
    key,
    systemOfRecord,
    name: declaration.name ?? `${service}/${key}`,
    owner: tags?.Owner,
    // Of the secret alone: what describes a vault describes none of its secrets.
    description: declaration.tags?.Description,
  });
  const stack = TerraformStack.of(scope);
  return { vault, claim: claimOf(stack.node.path, stack.node.id, scope.node.path), tags, settings };
}

/** A secret that is a parameter. */
export type ParameterSecretDeclaration = Omit<SecretDeclaration, 'vault' | 'service' | 'key' | 'systemOfRecord' | 'type' | 'name'>;

/** Declares a secret of Parameter Store, and lists it among those of its service. */
export function declareParameterSecret(secret: SecretBase, declaration: ParameterSecretDeclaration): DeclaredSecret {
  const declared = declareSecret(secret, {
    ...declaration,
    vault: secret._vault,
    service: secret.service,
    key: secret.key,
    systemOfRecord: SystemOfRecord.PARAMETER_STORE,
    type: secret._type,
    name: secret.parameterName,
  });
  SecretsByService.of(secret).add(secret);
  return declared;
}
