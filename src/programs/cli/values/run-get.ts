import { parameterName } from './services';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, CommandError, EXIT, text, UsageError } from '../command';
import { json } from '../json';
import { openSession } from '../session';
import { visible } from '../terminal';

/** @throws CommandError if there is no such secret or version */
export async function runGet(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const name = parameterName(positionals, 'get');
  const selector = text(options.version);
  if (selector !== undefined && !/^(\d{1,10}|[A-Za-z_][\w.-]{0,99})$/.test(selector)) {
    throw new UsageError(`--version is '${selector}', not a number or a label`);
  }
  const { aws, region } = await openSession(args);
  const asked = selector === undefined ? name : `${name}:${selector}`;
  // By GetParameters, as chamber reads: a role of chamber's users needs no further action.
  const found = [...(await new ParameterStore(aws).revealEach([asked], signal)).values()][0];
  if (!found) {
    throw new CommandError(`there is no secret ${asked} in region ${region}. See coffer list ${name.slice(1, name.lastIndexOf('/'))}.`);
  }
  if (options.json === true) {
    terminal.out(json({ name, version: found.version, modified: found.modified.toISOString(), value: found.value }));
  } else if (terminal.columns !== undefined) {
    // Whoever wrote it could otherwise have the terminal do things.
    const seen = visible(found.value);
    terminal.out(seen);
    if (seen !== found.value) {
      terminal.error(
        `coffer get: ${asked} has control characters, which are shown escaped here. Redirect the output to get them unchanged.`,
      );
    }
  } else {
    terminal.write(found.value);
  }
  return EXIT.OK;
}
