import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, JsonField, ParameterTier, SecretEngine, SecretSource, SecretVault } from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { roleOf } from './roles';

/** Without the coffer provider. */
export class AwsOnlyStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'aws-only',
      stage: 'dev',
      engine: SecretEngine.AWS_ONLY,
      tags: { Team: 'platform' },
    });
    const variable = new TerraformVariable(this, 'token', { type: 'string' });
    const sources = [
      SecretSource.generated({ length: 48, symbols: true, excludeCharacters: '%', generation: 2 }),
      SecretSource.fromVariable(variable, { version: 2 }),
      SecretSource.json({
        fields: { user: JsonField.text('api'), password: JsonField.generated(), token: JsonField.fromVariable(variable) },
      }),
    ];
    const secrets = sources.map(
      (source, index) =>
        new ApplicationSecret(this, `secret-${index}`, {
          vault,
          service: 'api',
          key: `key_${index}`,
          source,
          tier: ParameterTier.STANDARD,
          deletionProtection: index === 0,
          tags: { Index: String(index) },
        }),
    );
    for (const secret of secrets) {
      secret.grantRead(roleOf(this, `reader-${secret.key}`));
      secret.grantWrite(roleOf(this, `writer-${secret.key}`));
    }
    new TerraformOutput(this, 'outputs', { value: secrets.flatMap((secret) => [secret.parameterName, secret.version]) });
  }
}
