import type { AwsClients } from './clients';
import { AwsCallError } from './errors';

/** A version that is or was current, without its value. */
export interface PastVersion {
  readonly version: number;
  /** Chamber's version number, as text. */
  readonly description: string | undefined;
  readonly modified: Date | undefined;
  /** ARN of the user or of the role's session that wrote it. */
  readonly modifiedBy: string | undefined;
  readonly labels: readonly string[];
}

/** All versions of a parameter that are kept, oldest first; nothing is decrypted. Undefined where there is no such parameter. */
export async function parameterHistory(aws: AwsClients, name: string, signal: AbortSignal): Promise<readonly PastVersion[] | undefined> {
  const { GetParameterHistoryCommand } = await import('@aws-sdk/client-ssm');
  const client = await aws.ssm();
  const call = { operation: 'GetParameterHistory', resource: name, actions: ['ssm:GetParameterHistory'] };
  const found: PastVersion[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page = await aws.call(call, signal, (abortSignal) =>
        client.send(new GetParameterHistoryCommand({ Name: name, WithDecryption: false, MaxResults: 50, NextToken }), { abortSignal }),
      );
      for (const { Version, Description, LastModifiedDate, LastModifiedUser, Labels } of page.Parameters ?? []) {
        found.push({
          version: Version!,
          description: Description,
          modified: LastModifiedDate,
          modifiedBy: LastModifiedUser,
          labels: Labels ?? [],
        });
      }
      NextToken = page.NextToken;
    } while (NextToken);
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'ParameterNotFound') return undefined;
    throw error;
  }
  return found.sort((one, other) => one.version - other.version);
}
