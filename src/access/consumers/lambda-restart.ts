import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { changesOf, restartOnChange } from './restart-on-change';
import { GrantError } from '../../errors';
import type { ISecret } from '../../secret/secret';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** New execution environments of a function of AWS Lambda, when one of its secrets changes. */
export interface LambdaRestartProps {
  /** Vault of the secrets. */
  readonly vault: IVault;

  /** Secrets that the function reads as it starts, and then keeps. */
  readonly secrets: ISecret[];

  /**
   * The function, which the program declares. Changes of its description are ignored by plans from then on, since restarts are written
   * there.
   */
  readonly lambdaFunction: LambdaFunction;
}

/** Lambda takes 256 characters (Lambda: UpdateFunctionConfiguration, Description), some of which the time takes. */
const LONGEST_DESCRIPTION = 200;

/**
 * Has AWS Lambda start new execution environments of a function within seconds of a change of one of its secrets: for programs that read
 * secrets once, as they start. A rule of EventBridge starts a state machine, which puts the time into the description of the function:
 * after any change of its configuration, Lambda serves no request from an environment that was there before. Other settings stay as they
 * are, and nothing here reads a value.
 *
 * Programs that ask AWS's extension each time (`LambdaParameters`) need no restart. A published version never changes, and neither do
 * aliases that lead to one: this is for functions that are called without a version.
 *
 * Parameter Store sends events as well as it can (EventBridge: best effort). A secret that changes often has environments replaced often.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export class LambdaRestart extends Construct {
  /**
   *
   * Throws a GrantError if there is no secret, or one is of another vault; the function publishes versions; there are more secrets than
   * one rule takes; or it is in another stack than the vault.
   */
  constructor(scope: Construct, id: string, props: LambdaRestartProps) {
    super(scope, id);
    const subject = `LambdaRestart '${this.node.path}'`;
    const refuse = (problem: string, remedy: string) => new GrantError(subject, problem, remedy);
    const vault = VaultCore.of(props.vault);
    vault.requireOwnStack(this, refuse);
    const { lambdaFunction } = props;
    const eventPattern = changesOf(subject, vault, props.secrets, 'environments', 'a LambdaRestart');
    const { publishInput: publish } = lambdaFunction;
    if (publish !== undefined && publish !== false) {
      throw refuse(
        `function '${lambdaFunction.node.path}' publishes versions, whose configuration nobody can change`,
        'Call the function without a version, or read the secrets by LambdaParameters, which needs no restart.',
      );
    }
    ignoreDescription(lambdaFunction);
    restartOnChange(this, {
      vault,
      eventPattern,
      reader: 'a function',
      allow: { Sid: 'RestartFunction', Effect: 'Allow', Action: 'lambda:UpdateFunctionConfiguration', Resource: lambdaFunction.arn },
      operation: 'lambda:updateFunctionConfiguration',
      parameters: {
        FunctionName: lambdaFunction.arn,
        'Description.$': "States.Format('{}secrets as of {}', $.description, $$.Execution.StartTime)",
      },
      input: { description: describe(lambdaFunction) },
      // The answer has the variables of the function: express workflows keep no history of it (R1).
      type: 'EXPRESS',
    });
  }
}

/** What the description begins with: the one that the program gave it. */
function describe({ descriptionInput: description }: LambdaFunction): string {
  return description === undefined || Token.isUnresolved(description) ? '' : `${description.slice(0, LONGEST_DESCRIPTION)}, `;
}

/** Has plans leave the description alone: what a restart wrote would be taken back by the next deploy. */
function ignoreDescription(lambdaFunction: LambdaFunction): void {
  const ignored = lambdaFunction.lifecycle?.ignoreChanges ?? [];
  if (ignored === 'all' || ignored.includes('description')) return;
  lambdaFunction.lifecycle = { ...lambdaFunction.lifecycle, ignoreChanges: [...ignored, 'description'] };
}
