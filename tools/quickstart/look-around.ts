import { chmodSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface KeptRun {
  /** The clone, built with the command. */
  readonly root: string;
  /** Folder with everything that is kept. */
  readonly folder: string;
  /** The deployed program. */
  readonly project: string;
  /** Where Terraform runs for it. */
  readonly stackFolder: string;
  /** Variables of a shell that looks around; undefined ones are to be unset. */
  readonly environment: NodeJS.ProcessEnv;
  /** What starts Terraform, or OpenTofu. */
  readonly terraform: string;
  /** The process that local AWS runs in. */
  readonly pid: number;
}

/**
 * Writes a CLI configuration that knows the providers of the run, for a shell whose home is the user's own: there
 * Terraform would look for the AWS provider in the registry, which the machines that keep a copy of it seldom reach.
 *
 * @param home the home folder that the run used
 * @returns path of the file
 */
export function cliConfiguration(folder: string, home: string, stackFolder: string): string {
  const file = join(folder, 'terraform.rc');
  const mirrors = [home, stackFolder].map((each) => join(each, each === home ? '.terraform.d' : 'terraform.d', 'plugins'));
  writeFileSync(
    file,
    `provider_installation {\n${mirrors.map((path) => `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n`).join('')}}\n`,
  );
  return file;
}

/** Writes the variables into a file for the shell, and says what to do with them. */
export function lookAround({ root, folder, project, stackFolder, environment, terraform, pid }: KeptRun): string[] {
  const file = join(folder, 'environment.sh');
  const command = `coffer() { node '${join(root, 'assets', 'coffer.js')}' "$@"; }`;
  const manifest = { COFFER_MANIFEST: join(project, 'cdktf.out', 'coffer.manifest.json') };
  writeFileSync(file, `${[...shellLines({ ...environment, ...manifest }), command].join('\n')}\n`);
  // It holds the value that the variable's secret was made from.
  chmodSync(file, 0o600);
  return [
    `  source ${file}`,
    `  cd ${project}`,
    '',
    '  npx cdktf diff                                         # no changes',
    `  ${terraform} -chdir=${relative(project, stackFolder)} state list`,
    '  coffer status                                          # each secret as it is; decrypts nothing',
    '  coffer history api smtp_password                       # who wrote which version',
    '  aws ssm describe-parameters --query "Parameters[].[Name,Version]" --output text',
    '  chamber exec api -- env                                # the values themselves',
    '  chamber write api smtp_password                        # then npx cdktf diff again',
    '',
    '  To end it:',
    `  kill ${pid} && rm -r ${folder}`,
  ];
}

function shellLines(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).map(([name, value]) =>
    value === undefined ? `unset ${name}` : `export ${name}='${value.replace(/'/g, "'\\''")}'`,
  );
}
