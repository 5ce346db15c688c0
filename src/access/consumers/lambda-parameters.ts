import { Token } from 'cdktf';
import { GrantError } from '../../errors';
import type { IGrantee } from '../../iam/grantee';
import type { IReadableSecret } from '../../secret/secret';
import { checkWholeNumber } from '../../terraform/whole-number';

/** Secrets that a function reads by AWS's extension. */
export interface LambdaParametersProps {
  /** Secrets that the function reads. */
  readonly secrets: IReadableSecret[];

  /** Role of the function. */
  readonly role: IGrantee;

  /**
   * ARN of the layer `AWS-Parameters-and-Secrets-Lambda-Extension` of AWS, for the function's region and architecture. AWS has
   * it in an account of its own in each region, and lists them.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
   */
  readonly layerArn: string;

  /**
   * Seconds that the extension keeps a value, 0 to 300: how long a function goes on with a value after its rotation.
   *
   * @default 300
   */
  readonly cacheSeconds?: number;

  /**
   * Port of the extension on localhost, 1 to 65535.
   *
   * @default 2773
   */
  readonly port?: number;
}

/**
 * Secrets for a function of Lambda by AWS's Parameters and Secrets extension: the program asks
 * `http://localhost:2773/systemsmanager/parameters/get?name=…&withDecryption=true`, with the header
 * `X-Aws-Parameters-Secrets-Token` from AWS_SESSION_TOKEN. Values are in no configuration of the function, and follow a
 * rotation by themselves.
 */
export class LambdaParameters {
  /** For `layers` of the function. */
  public readonly layers: string[];
  /**
   * For the variables of the function: settings of the extension, and for each secret `<NAME>_PARAMETER` with the name of its
   * parameter. Never a value.
   */
  public readonly environment: { [name: string]: string };

  /**
   *
   * Throws a GrantError if there is no secret, or two would have one variable; the role is none, or is of another stage; or the layer, the
   * seconds or the port are not what the extension takes.
   */
  constructor(props: LambdaParametersProps) {
    const subject = 'LambdaParameters';
    const refuse = (problem: string, remedy: string) => new GrantError(subject, problem, remedy);
    const { secrets, role, layerArn, cacheSeconds, port } = props;
    if (secrets.length === 0) throw refuse('secrets is empty', 'Name what the function reads.');
    const layer = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:AWS-Parameters-and-Secrets-Lambda-Extension(-Arm64)?:\d+$/;
    if (!Token.isUnresolved(layerArn) && !layer.test(layerArn)) {
      throw refuse(
        `layerArn '${layerArn}' is not a version of AWS's layer AWS-Parameters-and-Secrets-Lambda-Extension`,
        "Take the ARN for the function's region and architecture from AWS's list.",
      );
    }
    const environment: { [name: string]: string } = {};
    for (const secret of secrets) {
      const name = `${secret.environmentName}_PARAMETER`;
      const other = environment[name];
      if (other !== undefined) {
        throw refuse(`'${other}' and '${secret.parameterName}' both become ${name}`, 'Leave one of them out, or give it a key of its own.');
      }
      environment[name] = secret.parameterName;
    }
    if (cacheSeconds !== undefined) {
      const seconds = checkWholeNumber(cacheSeconds, { name: 'cacheSeconds', least: 0, most: 300, unit: 'seconds' }, refuse);
      environment.SSM_PARAMETER_STORE_TTL = String(seconds);
    }
    if (port !== undefined) {
      const number = checkWholeNumber(port, { name: 'port', least: 1, most: 65_535 }, refuse);
      environment.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT = String(number);
    }
    // Last: a refused declaration grants nothing.
    for (const secret of secrets) secret.grantRead(role);
    this.layers = [layerArn];
    this.environment = environment;
  }
}
