import type { RotationOutcome } from '../../../contracts/rotation/outcomes';
import type { RollbackRequest, RotateRequest } from '../../../contracts/rotation/requests';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { CommandError } from '../command';

/**
 * Asks a vault's rotator, and waits for its answer.
 *
 * @throws CommandError where the rotator says no, or there is none
 */
export async function ask(aws: AwsClients, functionName: string, request: RotateRequest | RollbackRequest, signal: AbortSignal): Promise<RotationOutcome> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = await aws.client('lambda', (config) => Promise.resolve(new LambdaClient(config)));
  let answer;
  try {
    // Once: a rotation that is asked for twice is made twice.
    answer = await aws.call({ operation: 'Invoke', resource: functionName, actions: ['lambda:InvokeFunction'] }, signal, (abortSignal) => (
      client.send(new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }), { abortSignal })
    ), { maxRetries: 0 });
  } catch (error) {
    if (!(error instanceof AwsCallError && error.code === 'ResourceNotFoundException')) throw error;
    throw new CommandError(`there is no function ${functionName} here. Check --vault, --region and --profile; a vault has one as soon as one of its secrets has a rotation.`);
  }
  const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8') || 'null') as unknown;
  if (answer.FunctionError !== undefined) {
    const { errorType = 'Error', errorMessage = 'it does not say why' } = payload as { errorType?: string; errorMessage?: string };
    throw new CommandError(`${errorMessage} (${errorType})`);
  }
  return payload as RotationOutcome;
}
