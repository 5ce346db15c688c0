import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { ParameterDeclaration, ParameterRecord, ParameterRecords, RandomValue } from './parameter-record';
import { Secret } from '../../bindings/secret';
import { EphemeralResource } from '../../terraform/ephemeral-resource';

/** Parameter Store by the coffer provider. */
export class CofferParameters implements ParameterRecords {
  /** @param providerIn the provider for a scope; the stack's own where that is undefined */
  constructor(private readonly providerIn: (scope: Construct, subject: string) => TerraformProvider | undefined) {}

  public declare(scope: Construct, subject: string, declared: ParameterDeclaration): ParameterRecord {
    // Name by name: objects spread out of others are slow to make and to read, and there may be thousands.
    return new Secret(scope, 'Default', {
      generate: declared.generate,
      valueWo: declared.valueWo,
      valueWoVersion: declared.valueWoVersion,
      name: declared.name,
      kmsKeyId: declared.kmsKeyId,
      provider: this.providerIn(scope, subject),
      tier: declared.tier,
      adopt: declared.adopt,
      deletionProtection: declared.deletionProtection,
      claim: declared.claim,
      tags: declared.tags,
    });
  }

  public random(scope: Construct, id: string, _subject: string, value: RandomValue): string {
    return ephemeralRandom(scope, id, value);
  }
}

/**
 * A random value for the length of one run, as a token.
 *
 * @param provider the coffer provider that makes it; the stack's own if undefined
 */
export function ephemeralRandom(
  scope: Construct,
  id: string,
  { format, length, lower, upper, digits, symbols, excludeCharacters }: RandomValue,
  provider?: TerraformProvider,
): string {
  return new EphemeralResource(scope, id, {
    type: 'coffer_random',
    config: { format, length, lower, upper, digits, symbols, exclude_characters: excludeCharacters },
    provider,
  }).stringAttribute('value');
}
