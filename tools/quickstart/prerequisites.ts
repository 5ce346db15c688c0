import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LocalAwsError } from '../local-aws/errors';
import { findPython } from '../local-aws/python';
import { requireTerraform, ToolError } from '../terraform/terraform';

/** What has to be on the machine, as far as it is known by looking. */
export interface Prerequisites {
  readonly terraform: string;
  readonly python: string;
}

/** Something that the quickstart needs is not on this machine. One line each. */
export class MissingPrerequisites extends Error {
  public override readonly name = 'MissingPrerequisites';

  constructor(public readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/**
 * Looks for everything that a run needs, before anything slow begins.
 *
 * @param root the clone
 * @param log told before the one slow step: where Python has no moto, a private environment gets one
 * @throws MissingPrerequisites with a line for each that is missing
 */
export async function checkPrerequisites(root: string, log: (line: string) => void): Promise<Prerequisites> {
  const missing: string[] = [];
  const terraform = noteIfMissing(missing, requireTerraform);
  const python = noteIfMissing(missing, requirePython);
  if (!existsSync(join(root, 'node_modules', '.bin', 'cdktf'))) missing.push('cdktf is missing from node_modules: run npm ci.');
  if (terraform === undefined || python === undefined || missing.length > 0) throw new MissingPrerequisites(missing);
  try {
    await findPython({ log });
  } catch (error) {
    if (!(error instanceof LocalAwsError)) throw error;
    throw new MissingPrerequisites([error.message.replace(/^LocalAws: /, '')]);
  }
  return { terraform, python };
}

function requirePython(): string {
  const { status, stdout, stderr } = spawnSync('python3', ['--version'], { encoding: 'utf8', env: process.env });
  if (status !== 0) throw new ToolError('Python is missing: install Python 3.10 or newer and put python3 on PATH. It runs moto, the local stand-in for AWS.');
  return /\d+\.\d+\.\d+/.exec(stdout || stderr)?.[0] ?? 'of unknown version';
}

function noteIfMissing<T>(missing: string[], find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    missing.push(error.message);
    return undefined;
  }
}
