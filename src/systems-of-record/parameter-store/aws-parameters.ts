import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { Construct } from 'constructs';
import type { ParameterDeclaration, ParameterRecord, ParameterRecords, RandomValue } from './parameter-record';
import { EngineError } from '../../errors';
import { EphemeralResource } from '../../terraform/ephemeral-resource';
import { refuseValuesInState } from '../../terraform/no-value-in-state';

/** Punctuation of GetRandomPassword that Coffer's symbols are not among, since shells, URLs or dotenv files would trip over it. */
const UNWANTED_SYMBOLS = '"#$&\'(),/;<>?[\\]`{|}';
const LONGEST_PASSWORD = 4096; // GetRandomPassword's most

/**
 * Parameter Store by hashicorp/aws alone: values are write-only arguments, fed by ephemeral values, and so in neither
 * plan nor state.
 *
 * A refresh reads every value all the same, decrypted, and throws it away: whoever deploys has to be able to read them. An
 * import would keep the value in the state, so plans refuse it.
 */
export class AwsParameters implements ParameterRecords {
  public declare(scope: Construct, subject: string, declared: ParameterDeclaration): ParameterRecord {
    refuseUnsafe(subject, declared);
    const { generate } = declared;
    const parameter = new SsmParameter(scope, 'Default', {
      name: declared.name,
      type: 'SecureString',
      keyId: declared.kmsKeyId,
      tier: declared.tier,
      // Chamber's version number. What chamber makes of it later is chamber's, and no difference to put right.
      description: '1',
      valueWo: generate ? this.random(scope, 'value', subject, generate) : declared.valueWo,
      valueWoVersion: generate ? generate.generation : declared.valueWoVersion,
      tags: declared.tags,
      lifecycle: { ignoreChanges: ['description'], ...((declared.deletionProtection ?? true) !== false && { preventDestroy: true }) },
    });
    refuseValuesInState(parameter, subject, {
      computed: ['value', 'insecure_value'],
      thing: `the parameter ${declared.name}`,
      takeOver:
        'declare the secret under another name, or take the parameter over in a vault of SecretEngine.COFFER (adopt: true), ' +
        'which reads nothing',
    });
    return parameter;
  }

  public random(scope: Construct, id: string, subject: string, value: RandomValue): string {
    const { format = 'password', length = 32, lower = true, upper = true, digits = true, symbols = false, excludeCharacters = '' } = value;
    if (format !== 'password') {
      throw new EngineError(
        subject,
        `its value is generated as ${format}, and hashicorp/aws makes passwords only (GetRandomPassword)`,
        'Generate a password (SecretFormat.PASSWORD), or take the value from a variable.',
      );
    }
    if (length > LONGEST_PASSWORD) {
      throw new EngineError(
        subject,
        `its value has ${length} characters, and hashicorp/aws makes ${LONGEST_PASSWORD} at most (GetRandomPassword)`,
        `Write a length up to ${LONGEST_PASSWORD}.`,
      );
    }
    return new EphemeralResource(scope, id, {
      type: 'aws_secretsmanager_random_password',
      config: {
        password_length: length,
        exclude_lowercase: lower !== true,
        exclude_uppercase: upper !== true,
        exclude_numbers: digits !== true,
        exclude_punctuation: symbols !== true,
        exclude_characters: symbols === true ? UNWANTED_SYMBOLS + excludeCharacters : excludeCharacters || undefined,
        include_space: false,
        require_each_included_type: true,
      },
    }).stringAttribute('random_password');
  }
}

function refuseUnsafe(subject: string, { adopt, generate, valueWo }: ParameterDeclaration): void {
  if (adopt === true) {
    throw new EngineError(
      subject,
      'adopt is true, and hashicorp/aws takes over a parameter only by an import, which shows its old value in the plan',
      'Adopt it in a vault of SecretEngine.COFFER, or write a new secret and delete the old one.',
    );
  }
  if (generate === undefined && valueWo === undefined) {
    throw new EngineError(
      subject,
      'it awaits its value, and hashicorp/aws writes no parameter without one',
      'Take its value from SecretSource.fromVariable() or SecretSource.generated(), or use SecretEngine.COFFER.',
    );
  }
}
