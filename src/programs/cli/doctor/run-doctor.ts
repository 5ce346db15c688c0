import { checkChamber } from './check-chamber';
import { checkCredentials } from './check-credentials';
import { checkDefaultKey } from './check-default-key';
import { checkKey } from './check-key';
import { checkPermissions } from './check-permissions';
import { checkTerraform } from './check-terraform';
import { checkToken } from './check-token';
import { checkTrail } from './check-trail';
import { type Finding, type Level, LEVELS, note, ok, problem, unknown } from './finding';
import { KmsKeys } from '../../aws/kms-keys';
import { awsClients } from '../aws';
import { inWordsOfTheCommand } from '../aws-words';
import { type Arguments, EXIT, text } from '../command';
import { json } from '../json';
import { openSession, type Session } from '../session';
import { wrapped } from '../table';
import { coloured, shown, type Terminal } from '../terminal';

const MARK: Readonly<Record<Level, string>> = { ok: 'ok', note: 'note', unknown: '?', problem: 'PROBLEM' };
const COLOUR: Partial<Record<Level, 'red' | 'yellow' | 'dim'>> = { problem: 'red', unknown: 'yellow', note: 'yellow' };

/** Of a job of CI, whose token is what is asked about. */
const NO_CREDENTIALS_YET = note(
  'credentials',
  'none yet, as is usual before a role is assumed; nothing in AWS was checked',
  'To check the key, permissions and trail as well, run this after the role is assumed.',
);

/** Errors that a check may end by, which say what to do themselves. */
const FORESEEN = new Set(['AwsCallError', 'AwsSettingError', 'CommandError', 'UsageError', 'ManifestFormError']);

/** @throws Error for what nobody foresaw */
export async function runDoctor(args: Arguments): Promise<number> {
  const { options, terminal, signal, positionals } = args;
  const findings: Finding[] = [];
  const services = positionals.map((service) => service.replace(/^\/|\/$/g, ''));
  const session = await ofAws(args, services, findings);
  findings.push(...(await attempt('terraform', signal, () => checkTerraform(process.env, signal))));
  findings.push(...checkChamber(process.env, { keyAlias: session?.vault?.keyAlias, region: session?.region }));
  if (options.ci === true) {
    const trust = {
      token: { file: text(options['token-file']), variable: text(options['token-variable']), audience: text(options.audience) },
      role: text(options.role) ?? text(process.env.AWS_ROLE_ARN),
      policyFile: text(options['trust-policy']),
    };
    const now = session?.aws.serverTime() ?? new Date();
    findings.push(...(await attempt('CI token', signal, () => checkToken(trust, session?.aws, now, process.env, signal))));
  }
  if (options.json === true) terminal.out(json({ findings }));
  else print(findings, terminal);
  return findings.some(({ level }) => level === 'problem') ? EXIT.ATTENTION : EXIT.OK;
}

/** What AWS has to be asked for. Without credentials, or in the wrong place, there is no sense in asking on. */
async function ofAws(args: Arguments, named: readonly string[], findings: Finding[]): Promise<Session | undefined> {
  const { signal, options } = args;
  const add = async (check: string, run: () => Promise<Finding | Finding[]>): Promise<boolean> => {
    const found = await attempt(check, signal, run);
    findings.push(...found);
    return !found.some(({ level }) => level === 'problem');
  };
  const hasIdentity = await add('credentials', async () => checkCredentials(await awsClients(options).identity(signal)));
  if (!hasIdentity) {
    if (options.ci === true && findings.at(-1)!.says.startsWith('No AWS credentials')) findings.splice(-1, 1, NO_CREDENTIALS_YET);
    return undefined;
  }
  let opened: Session | undefined;
  await add('vault', async () => {
    opened = await openSession(args, { looksUpKey: false });
    return ofVault(opened);
  });
  const session = opened;
  if (!session) return undefined;
  const { aws, region, keyId, vault } = session;
  const { accountId } = await aws.identity(signal);
  if (!(await add('key', () => checkKey(aws, keyId, vault, `account ${accountId} in ${region}`, signal)))) return session;
  const declared = vault?.declared?.secrets.filter((each) => each.systemOfRecord === 'parameter-store').map(({ service }) => service);
  const ofManifest = [...new Set(declared ?? [])].sort();
  await add('permissions', async () => {
    const keyArn = vault && (await new KmsKeys(aws).arnOf(keyId, signal));
    return checkPermissions(aws, { services: named.length > 0 ? named : ofManifest, keyArn, region }, signal);
  });
  await add('aws/ssm key', () => checkDefaultKey(aws, ofManifest, signal));
  await add('trail', () => checkTrail(aws, region, signal));
  return session;
}

function ofVault({ vault, region, manifest }: Session): Finding[] {
  const where = ok('region', region);
  if (vault) return [where, ok('vault', `${vault.name}${manifest ? `, from ${manifest.file}` : ', by its name'}`)];
  const todo =
    'Keep coffer.manifest.json, which cdktf synth writes, in the folder, or give --vault NAME: the wrong account is then refused.';
  return [where, note('vault', 'nothing says which vault this is, so nothing guards against the wrong account', todo)];
}

async function attempt(check: string, signal: AbortSignal, run: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    const found = await run();
    return Array.isArray(found) ? found : [found];
  } catch (error) {
    const { name, message } = error as Error;
    if (!FORESEEN.has(name) || signal.aborted) throw error;
    const [says, todo] = halves(inWordsOfTheCommand(message), name);
    // Denied and throttled calls tell nothing of what was looked for; without credentials, nothing else works.
    const denied = name === 'AwsCallError' && check !== 'credentials';
    return [denied ? unknown(check, says, todo) : problem(check, says, todo)];
  }
}

/** What is wrong, and what to do: all but the first sentence of this command's own errors, the last one of others. */
function halves(message: string, name: string): [says: string, todo: string] {
  const at = name === 'CommandError' ? message.search(/\. (?=[A-Z])/) : message.lastIndexOf('. ', message.length - 2);
  return at < 0 ? [message, 'See coffer doctor --help.'] : [message.slice(0, at), message.slice(at + 2)];
}

function print(findings: readonly Finding[], terminal: Terminal): void {
  const left = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(MARK.problem.length + left + 4);
  for (const { check, level, says, todo } of findings) {
    const mark = coloured(terminal, COLOUR[level] ?? 'dim', MARK[level].padEnd(MARK.problem.length));
    if (terminal.columns === undefined) {
      // A program that looks for problems finds what to do on the same line.
      terminal.out(`${mark}  ${check.padEnd(left)}  ${shown(todo === undefined ? says : `${says} → ${todo}`)}`);
      continue;
    }
    lines(says, terminal.columns, indent.length).forEach((line, index) =>
      terminal.out(index === 0 ? `${mark}  ${check.padEnd(left)}  ${line}` : `${indent}${line}`),
    );
    if (todo !== undefined) lines(`→ ${todo}`, terminal.columns, indent.length).forEach((line) => terminal.out(`${indent}${line}`));
  }
  const counts = LEVELS.flatMap((level) => {
    const count = findings.filter((each) => each.level === level).length;
    return count === 0 ? [] : [`${count} ${level === 'problem' && count > 1 ? 'problems' : level}`];
  });
  terminal.out('');
  terminal.out(`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${counts.join(', ')}.`);
}

function lines(content: string, columns: number, indent: number): string[] {
  return wrapped(shown(content), Math.max(columns - indent, 30));
}
