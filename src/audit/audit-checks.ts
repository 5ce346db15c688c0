import { Token } from 'cdktf';
import type { WatcherSettings } from '../contracts/audit/watcher-environment';
import { AuditError } from '../errors';
import { checkWholeNumber } from '../terraform/whole-number';

/** The longest name: with what is added, functions take 64 characters, and buckets 63. */
const NAME = /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/;
const PRINCIPAL = /^arn:[\w*?-]+:iam::(\d{12}|\*):(role|user)\/[\w+=,.@/*?-]+$|^arn:[\w-]+:iam::\d{12}:root$/;

/** @throws AuditError if it is no name that all resources could have */
export function checkAuditName(subject: string, name: string): string {
  if (!Token.isUnresolved(name) && NAME.test(name)) return name;
  throw new AuditError(
    subject,
    `name ${Token.isUnresolved(name) ? 'is known only at apply' : `'${name}' cannot be that of a bucket, a function and a topic`}`,
    "Write 3 to 40 lowercase letters, digits and '-', without a '-' at an end.",
  );
}

/** @throws AuditError if a number is out of its range */
export function settingsOf(subject: string, props: Partial<WatcherSettings>): WatcherSettings {
  const whole = (name: string, value: number, least: number, most: number) =>
    checkWholeNumber(value, { name, least, most, knownAtSynth: true }, (problem, remedy) => new AuditError(subject, problem, remedy));
  return {
    events: props.events ?? false,
    everyChange: props.everyChange ?? false,
    drainSecrets: whole('drainSecrets', props.drainSecrets ?? 50, 2, 10_000),
    drainMinutes: whole('drainMinutes', props.drainMinutes ?? 10, 1, 60),
    learningDays: whole('learningDays', props.learningDays ?? 7, 0, 90),
  };
}

/** @throws AuditError if one of them is not the ARN of a principal */
export function checkAuditPrincipals(subject: string, name: string, arns: readonly string[]): readonly string[] {
  for (const arn of arns) {
    if (Token.isUnresolved(arn) || PRINCIPAL.test(arn)) continue;
    throw new AuditError(
      subject,
      `${name} has '${arn}', which is not the ARN of a role, a user or an account's root`,
      'Write arn:aws:iam::<account>:role/<name>, without a session. The path may be left out, and * and ? are wildcards.',
    );
  }
  return arns;
}

const LOG_RETENTION_DAYS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** @throws AuditError if CloudWatch Logs does not take it */
export function checkLogRetention(subject: string, name: string, days: number): number {
  if (Token.isUnresolved(days) || LOG_RETENTION_DAYS.includes(days)) return days;
  throw new AuditError(subject, `${name} is ${days}`, `CloudWatch Logs takes ${LOG_RETENTION_DAYS.join(', ')}.`);
}
