import type { Arguments } from './command';
import { CommandError } from './command';
import { AwsClients } from '../aws/clients';
import { REGION_MISSING } from '../aws/connection-errors';

/** The version of the command, as the bundle has it. */
declare const COFFER_VERSION: string | undefined;

/**
 * Clients as the options and the environment say.
 *
 * @param requestTimeoutMs how long an answer may take @default - as for every call
 */
export function awsClients({ region, profile }: Arguments['options'], requestTimeoutMs?: number): AwsClients {
  return new AwsClients({
    region: text(region),
    profile: text(profile),
    requestTimeoutMs,
    userAgent: ['coffer-cli', typeof COFFER_VERSION === 'string' ? COFFER_VERSION : '0.0.0'],
  });
}

/** @throws CommandError where no region is set. */
export async function requireRegion(aws: AwsClients): Promise<string> {
  try {
    return await aws.region();
  } catch (error) {
    if ((error as Error).name !== REGION_MISSING) throw error;
    throw new CommandError('no AWS region is set. Give --region, or set AWS_REGION, or region in the profile.');
  }
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined;
}
