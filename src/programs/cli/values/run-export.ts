import { EXPORT_FORMATS, type ExportFormat } from './formats';
import { readVariables, type Variable } from './read-variables';
import { render } from './render';
import { servicePath } from './services';
import { writeSecretFile } from './write-secret-file';
import { environmentSchema } from '../../../contracts/environment-schema';
import { type Arguments, CommandError, EXIT, type OptionValue, text, UsageError } from '../command';
import { allowedVariables, refuseRisky } from '../exec/risky-variables';
import { openSession, type Session } from '../session';
import { type Terminal, visible } from '../terminal';

/** @throws CommandError if a secret cannot be read: then nothing is printed */
export async function runEnv(args: Arguments): Promise<number> {
  const paths = pathsOf(args, 'env');
  const variables = await read(args, await openSession(args), paths);
  refuseRisky(variables, allowedVariables(args.options.allow));
  print('env', await render('shell', variables), args.terminal);
  return EXIT.OK;
}

/** @throws CommandError if a secret cannot be read or written in the format: then nothing is printed, and no file changed */
export async function runExport(args: Arguments): Promise<number> {
  const { options, terminal } = args;
  const format = formatOf(text(options.format) ?? 'json');
  const paths = pathsOf(args, 'export');
  const session = await openSession(args);
  const content =
    format === 'env-schema' ? schema(session, paths) : await rendered(format, await read(args, session, paths), options.allow);
  const file = text(options['output-file']);
  if (file === undefined) {
    print('export', content, terminal);
    return EXIT.OK;
  }
  writeSecretFile(file, content);
  terminal.error(`Wrote ${file}, which only you can read.`);
  return EXIT.OK;
}

/** On a terminal, whoever wrote a value could otherwise have it do things. */
function print(command: string, content: string, terminal: Terminal): void {
  const seen = terminal.columns === undefined ? content : visible(content);
  terminal.write(seen);
  if (seen !== content) {
    terminal.error(`coffer ${command}: control characters are shown escaped here. Redirect the output to get them unchanged.`);
  }
}

/** Formats whose variables go to programs as they are, and not to one that picks what it knows. */
const ENVIRONMENTS: ReadonlySet<ExportFormat> = new Set<ExportFormat>(['shell', 'dotenv', 'docker']);

function rendered(format: Exclude<ExportFormat, 'env-schema'>, variables: readonly Variable[], allow: OptionValue): Promise<string> {
  if (ENVIRONMENTS.has(format)) refuseRisky(variables, allowedVariables(allow));
  return render(format, variables);
}

async function read(args: Arguments, session: Session, paths: readonly string[]): Promise<Variable[]> {
  const variables = await readVariables(session, { paths, recursive: args.options.recursive === true }, args.signal);
  return [...variables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pathsOf({ positionals }: Arguments, command: string): string[] {
  if (positionals.length === 0) throw new UsageError(`no service is given. Write coffer ${command} api`);
  return [...new Set(positionals.map(servicePath))];
}

function formatOf(given: string): ExportFormat {
  const format = EXPORT_FORMATS.find((each) => each === given);
  if (!format) throw new UsageError(`--format is '${given}', not one of ${EXPORT_FORMATS.join(', ')}`);
  return format;
}

function schema({ vault }: Session, paths: readonly string[]): string {
  const declared = vault?.declared;
  if (!declared) {
    throw new CommandError('env-schema is made from coffer.manifest.json, and there is none here. Give --manifest, or run cdktf synth.');
  }
  try {
    return environmentSchema(
      { manifest: 1, stacks: [{ ...declared.stack, secrets: declared.secrets }] },
      {
        vault: declared.vault.path,
        services: paths.map((path) => path.slice(1)),
      },
    );
  } catch (error) {
    throw new CommandError(`${(error as Error).message} in ${declared.file}. Correct the service, or declare the secret.`);
  }
}
