import { readFileSync } from 'node:fs';
import { type Finding, ok, problem, unknown } from './finding';
import { type Claims, findToken, type TokenSource } from './token';
import { issuerOf, judge, type Judgement, type Unmet } from './trust-policy';
import type { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { CommandError, UsageError } from '../command';

const CHECK = 'CI token';

/** Claims that say where a job comes from. Others, such as e-mail addresses, are nobody's business in a log. */
const SHOWN: readonly string[] = ['iss', 'aud', 'azp', 'sub'];

export interface Trust {
  readonly token: TokenSource;
  readonly role: string | undefined;
  /** File of the trust policy. */
  readonly policyFile: string | undefined;
}

/**
 * Whether the token of this CI job lets it assume a role.
 *
 * @param aws undefined where there are no credentials yet, which in CI is the usual case
 * @param now by AWS's clock, if it was asked
 */
export async function checkToken(
  { token: source, role, policyFile }: Trust,
  aws: AwsClients | undefined,
  now: Date,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { claims, source: where } = await findToken(source, environment, signal);
  const findings = [
    ok(
      CHECK,
      `in ${where}: ${SHOWN.filter((name) => claims[name] !== undefined)
        .map((name) => `${name} ${textOf(claims[name])}`)
        .join(', ')}`,
    ),
  ];
  findings.push(...ofTimes(claims, now));
  if (!/^https:\/\//.test(String(claims.iss ?? ''))) {
    return [
      ...findings,
      problem(CHECK, 'its issuer (iss) is not an address with https, which AWS requires', 'Use the token of an OIDC provider.'),
    ];
  }
  if (policyFile === undefined && role === undefined) {
    return [
      ...findings,
      unknown(CHECK, 'no role was named to compare it with', 'Write --role ARN, set AWS_ROLE_ARN, or write --trust-policy FILE.'),
    ];
  }
  const policy = policyFile === undefined ? await ofRole(role!, aws, signal) : { document: read(policyFile), name: policyFile };
  if ('level' in policy) return [...findings, policy];
  return [...findings, ...ofPolicy(policy.document, claims, policy.name)];
}

function ofTimes({ exp, nbf }: Claims, now: Date): Finding[] {
  const seconds = now.getTime() / 1000;
  if (typeof exp === 'number' && exp <= seconds) {
    return [problem(CHECK, `it expired at ${at(exp)}, ${Math.round(seconds - exp)} s ago`, 'Request it right before the role is assumed.')];
  }
  if (typeof nbf === 'number' && nbf > seconds + 60) {
    return [problem(CHECK, `it is not valid before ${at(nbf)}`, 'Set the clock of this machine, or wait.')];
  }
  return typeof exp === 'number' ? [] : [problem(CHECK, 'it has no expiry (exp), so AWS refuses it', 'Use the token of an OIDC provider.')];
}

function ofPolicy(document: string, claims: Claims, name: string): Finding[] {
  const { allows, denies } = judge(document, claims, name);
  const denied = denies.filter(({ unmet }) => unmet.every(({ undecided }) => undecided));
  if (denied.length > 0) {
    const [{ statement, unmet }] = denied as [Judgement];
    const says = `${name}: ${statement} denies it`;
    const todo = 'An explicit deny wins over everything that allows it.';
    return [unmet.length === 0 ? problem(CHECK, says, todo) : unknown(CHECK, `${says}, if ${words(unmet)}`, todo)];
  }
  const fulfilled = allows.find(({ unmet }) => unmet.length === 0);
  if (fulfilled) return [ok(CHECK, `${name}: ${fulfilled.statement} accepts tokens of ${issuerOf(claims)} like this one`)];
  const likely = allows.find(({ unmet }) => unmet.every(({ undecided }) => undecided));
  if (likely) {
    return [unknown(CHECK, `${name}: ${likely.statement} accepts it, if ${words(likely.unmet)}`, 'Compare these conditions by hand.')];
  }
  return allows.flatMap(({ statement, unmet }) =>
    unmet
      .filter(({ undecided }) => !undecided)
      .map((each) =>
        problem(
          CHECK,
          `${name}, ${statement}: ${each.operator} ${each.key} wants ${each.wanted.join(' or ')}, and the token has ${
            each.has?.join(', ') ?? 'none'
          }: ${each.why}`,
          'Correct the condition, or run the job from where it holds.',
        ),
      ),
  );
}

function words(unmet: readonly Unmet[]): string {
  return unmet.map(({ operator, key, wanted }) => `${operator} ${key} ${wanted.join(' or ')}`).join(', and ');
}

async function ofRole(
  role: string,
  aws: AwsClients | undefined,
  signal: AbortSignal,
): Promise<{ document: string; name: string } | Finding> {
  const name = /^arn:[^:]+:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(role)?.[1];
  if (name === undefined) throw new UsageError(`'${role}' is not the ARN of a role, such as arn:aws:iam::111122223333:role/acme-prod-plan`);
  const todo =
    'Save its trust policy to a file (aws iam get-role --role-name … --query Role.AssumeRolePolicyDocument), and give --trust-policy.';
  if (!aws) return unknown(CHECK, `without credentials the trust policy of ${role} cannot be read`, todo);
  const account = role.split(':')[4]!;
  const { accountId } = await aws.identity(signal);
  if (account !== accountId) return unknown(CHECK, `the role is in account ${account}, and the credentials are of ${accountId}`, todo);
  const { GetRoleCommand, IAMClient } = await import('@aws-sdk/client-iam');
  const client = await aws.client('iam', (config) => Promise.resolve(new IAMClient(config)));
  try {
    const answer = await aws.call({ operation: 'GetRole', resource: role, actions: ['iam:GetRole'] }, signal, (abortSignal) =>
      client.send(new GetRoleCommand({ RoleName: name }), { abortSignal }),
    );
    return { document: decodeURIComponent(answer.Role!.AssumeRolePolicyDocument!), name };
  } catch (error) {
    if (!(error instanceof AwsCallError) || signal.aborted) throw error;
    if (/^NoSuchEntity/.test(error.code)) {
      return problem(CHECK, `there is no role ${role}`, 'Correct --role or AWS_ROLE_ARN, or deploy the role.');
    }
    return unknown(CHECK, `the trust policy of ${role} cannot be read (${error.code})`, todo);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`the trust policy ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Correct its path.`);
  }
}

function at(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
