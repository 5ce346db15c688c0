import { chmodSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface KeptRun {
  /** Folder with everything that is kept. */
  readonly folder: string;
  /** The deployed program. */
  readonly project: string;
  /** Where Terraform runs for it. */
  readonly stackFolder: string;
  /** Variables of a shell that looks around; undefined ones are to be unset. */
  readonly environment: NodeJS.ProcessEnv;
  /** The process that local AWS runs in. */
  readonly pid: number;
}

/** Writes the variables into a file for the shell, and says what to do with them. */
export function lookAround({ folder, project, stackFolder, environment, pid }: KeptRun): string[] {
  const file = join(folder, 'environment.sh');
  writeFileSync(file, `${shellLines(environment).join('\n')}\n`);
  // It holds the value that the variable's secret was made from.
  chmodSync(file, 0o600);
  return [
    `  source ${file}`,
    `  cd ${project}`,
    '',
    '  npx cdktf diff                                         # no changes',
    `  terraform -chdir=${relative(project, stackFolder)} state list`,
    '  aws ssm describe-parameters --query "Parameters[].[Name,Version]" --output text',
    '  chamber exec api -- env                                # the values themselves',
    '  chamber write api smtp_password                        # then npx cdktf diff again',
    '',
    '  To end it:',
    `  kill ${pid} && rm -r ${folder}`,
  ];
}

function shellLines(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).map(([name, value]) => (value === undefined ? `unset ${name}` : `export ${name}='${value.replace(/'/g, "'\\''")}'`));
}
