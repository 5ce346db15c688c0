import { type Arguments, CommandError, text, UsageError } from './command';
import { version } from './version';
import type { AwsSettings } from '../aws/aws-settings';
import { AwsClients } from '../aws/clients';
import { REGION_MISSING } from '../aws/connection-errors';

/**
 * Clients as the options and the environment say. Chamber's variables count where AWS's own would: its users have them set.
 *
 * @param requestTimeoutMs how long an answer may take @default - as for every call
 * @param more what else is set @default - nothing
 */
export function awsClients(
  { region, profile }: Arguments['options'],
  requestTimeoutMs?: number,
  more: Pick<AwsSettings, 'assumeRoles'> = {},
): AwsClients {
  const { CHAMBER_AWS_REGION, CHAMBER_RETRIES } = process.env;
  return new AwsClients({
    region: text(region) ?? text(CHAMBER_AWS_REGION),
    profile: text(profile),
    maxRetries: text(CHAMBER_RETRIES) === undefined ? undefined : retries(CHAMBER_RETRIES!),
    requestTimeoutMs,
    userAgent: ['coffer-cli', version()],
    ...more,
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

function retries(given: string): number {
  if (/^\d{1,3}$/.test(given)) return Number(given);
  throw new UsageError(`CHAMBER_RETRIES is '${given}', not a number from 0 to 999`);
}
