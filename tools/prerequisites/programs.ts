import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps servers of PostgreSQL, a folder for each version. */
const POSTGRESQL = '/usr/lib/postgresql';

/** Where servers are that systems keep off people's PATH. */
const SERVERS = ['/usr/sbin', '/usr/libexec', '/usr/local/sbin'];

/** The path of a program on PATH, or in one of these folders. @returns undefined where there is none */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const { PATH = '' } = process.env;
  return [...folders, ...PATH.split(delimiter).filter((folder) => folder !== '')].map((folder) => join(folder, name)).find(isExecutable);
}

/** The programs of PostgreSQL's server, the newest where there are several. */
export function findPostgresql(): { readonly initdb?: string; readonly postgres?: string } {
  const initdb = findProgram(
    'initdb',
    versionsIn(POSTGRESQL).map((version) => join(version, 'bin')),
  );
  // Beside it: another version's would not know what initdb made.
  return { initdb, postgres: initdb?.replace(/initdb$/, 'postgres') };
}

/** The programs of MariaDB's server. MySQL's has other ones. */
export function findMariaDb(): { readonly mariadbd?: string; readonly install?: string } {
  return { mariadbd: findProgram('mariadbd', SERVERS), install: findProgram('mariadb-install-db') };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Folders of Debian's that have a part for each version, the newest first. */
function versionsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(folder, version));
}
