import { dotenv, DotenvError } from '../../../values/dotenv';
import { ArgumentError, type ProviderFunction } from '../../core/resource';

export const dotenvFunction: ProviderFunction = {
  name: 'dotenv',
  summary: 'Text of a .env file',
  description:
    'Gives the text of a `.env` file: one `NAME=value` a line, sorted by name. A sensitive map gives a sensitive text, ' +
    'and an ephemeral one ' +
    '(`ephemeral.coffer_environment.api.variables`) an ephemeral text, which ends in neither plan nor state.\n\n' +
    'Values are quoted so that [npm dotenv](https://www.npmjs.com/package/dotenv), ' +
    'docker compose (`env_file`) and bash (`set -a; . ./.env`) all read the same bytes:\n\n' +
    '* Values of letters, digits and `_ . , : / = @ % + -` are written bare. `docker run --env-file`, which knows no quotes, ' +
    'reads these too, and only these.\n' +
    '* All others are written in single quotes, or in double quotes if there is a single quote in them; they may span lines.\n\n' +
    'Refused, since those three read each of them differently however it is quoted: a carriage return or a NUL; ' +
    '`\'` together with `"`, `$`, `` ` `` or `\\`; ' +
    'two backslashes in a row, or one at the end; and `${…}`. Also refused are names that are no environment names, ' +
    'and those that bash keeps for itself, such as `UID`.',
  parameters: [{ name: 'variables', type: ['map', 'string'], description: 'Values by the name of their environment variable.' }],
  call: (variables) => {
    try {
      return dotenv(variables as Readonly<Record<string, string | null>>);
    } catch (error) {
      throw error instanceof DotenvError ? new ArgumentError(0, error.message) : error;
    }
  },
};
