import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { SecretConfig, SecretGenerate } from '../../bindings/secret';

/** A secret of Parameter Store, as its type declares it. */
export type ParameterDeclaration = Pick<
  SecretConfig,
  'name' | 'kmsKeyId' | 'tier' | 'adopt' | 'deletionProtection' | 'claim' | 'tags' | 'valueWo' | 'valueWoVersion'
> & {
  /** Written out, unlike in a resource's arguments: what cannot be made has to be found at synth. */
  readonly generate?: SecretGenerate;
};

/** What a random value looks like; `generation` counts the values. */
export type RandomValue = Omit<SecretGenerate, 'generation'>;

/** The resource that holds a secret. */
export type ParameterRecord = TerraformResource & {
  /** Version of the value in Parameter Store, as a token. */
  readonly version: number;
};

/** Parameter Store as a system of record, by one provider or another. */
export interface ParameterRecords {
  /**
   * Declare a secret.
   *
   * @throws EngineError where this provider cannot keep it safely.
   */
  declare(scope: Construct, subject: string, declaration: ParameterDeclaration): ParameterRecord;

  /**
   * A random value for the length of one run, as a token.
   *
   * @throws EngineError where this provider cannot make it.
   */
  random(scope: Construct, id: string, subject: string, value: RandomValue): string;
}
