import { aptLine, canInstall, install } from './apt';
import { fetchAwsProvider } from './aws-provider';
import type { Group } from './groups';
import { MissingPrerequisites, type Missing, type Need } from './need';
import { packagesOf, report, type Command } from './report';
import { LocalAwsError } from '../local-aws/errors';
import { findPython } from '../local-aws/python';
import { findTerraform, type InstalledTerraform } from '../terraform/installed';
import { ToolError } from '../terraform/terraform';

export interface PrepareOptions {
  readonly command: Command;
  readonly needs: readonly Need[];
  /** The commands that may be Terraform's. */
  readonly terraform: readonly string[];
  /** What needs hashicorp/aws, if anything does. */
  readonly awsProvider?: Omit<Need, 'look'>;
  /** Told of what is done to the machine, and before what takes long. */
  readonly say: (line: string) => void;
  /** How packages are installed here; undefined where they cannot be. @default - by apt, for root */
  readonly install?: (packages: readonly string[]) => Promise<void>;
}

export interface Prepared {
  readonly terraform: InstalledTerraform;
  /** The path of a Python that has moto. */
  readonly python: string;
}

/**
 * Makes sure that everything is there, before anything runs: installs what is missing where it can, and otherwise says
 * all that is missing at once.
 *
 * @throws MissingPrerequisites with lines for people
 */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { command, needs, say } = options;
  const installer = 'install' in options ? options.install : canInstall() ? install : undefined;
  const missing = await lookFor(needs);
  // Where not all can be had, a machine is left as it is.
  const canBeHad = installer !== undefined && missing.every(({ packages }) => packages.length > 0);
  if (missing.length > 0 && !canBeHad) throw new MissingPrerequisites(report(missing, command));
  const terraform = findTerraform(options.terraform);
  // Before minutes are spent on packages: without it they were of no use.
  const unreachable = options.awsProvider && (await whatKeepsAwsProvider(terraform, options.awsProvider, say));
  if (unreachable) throw new MissingPrerequisites(report([...missing, unreachable], command));
  if (missing.length > 0) {
    for (const { problem, need } of missing) say(`${problem} It is for ${need.neededBy}.`);
    const packages = packagesOf(missing);
    say(`Installing, which takes a minute or two, and starts no server:\n  ${aptLine(packages)}`);
    await orMissing(() => installer!(packages), command);
    const left = await lookFor(needs);
    if (left.length > 0) throw new MissingPrerequisites(report(left, command));
    say('Installed.');
  }
  return { terraform, python: await orMissing(() => findPython({ log: say }), command) };
}

/** The needs without those of groups that are left out. */
export function withoutGroups(needs: readonly Need[], without: readonly Group[]): Need[] {
  return needs.filter(({ group }) => group === undefined || !without.includes(group));
}

async function lookFor(needs: readonly Need[]): Promise<Missing[]> {
  const looked = await Promise.all(needs.map(async (need) => ({ need, lack: await need.look() })));
  return looked.flatMap(({ need, lack }) => (lack ? [{ need, ...lack }] : []));
}

async function whatKeepsAwsProvider(
  terraform: InstalledTerraform,
  need: Omit<Need, 'look'>,
  say: PrepareOptions['say'],
): Promise<Missing | undefined> {
  try {
    await fetchAwsProvider(terraform, { say });
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { need, problem: error.message, packages: [] };
  }
}

/** What goes wrong here is the machine's, not Coffer's: the message says all, and a stack trace nothing. */
async function orMissing<T>(work: () => Promise<T>, command: Command): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ToolError || error instanceof LocalAwsError)) throw error;
    throw new MissingPrerequisites([`\`${command.line}\` has not begun: ${error.message.replace(/^LocalAws: /, '')}`]);
  }
}
