import type { Members } from './members';
import { readRandom, type RandomSettings } from './random';
import type { ValueFormat } from '../random-value';

/** How many users of the database stand behind one secret. */
export enum DatabaseUsers {
  /**
   * One user, whose password changes. MariaDB (10.4 and later) and MySQL (8.0.14 and later) let in the password before too,
   * if there is an `admin`: it stays valid for one to two days. Otherwise there is a gap between the change and the
   * new version of the secret, normally 0.1 to 0.3 s and until the next try where the run is cut off there, in which the
   * secret's value does not log in. Programs have to try again.
   */
  SINGLE = 'single',
  /**
   * Two users with the same rights, `<username>` and `<username>_clone`, in turn: what programs have read last goes on
   * working until the rotation after the next.
   */
  ALTERNATING = 'alternating',
}

/** What the value of a database's secret looks like. */
export enum DatabaseSecretForm {
  /** The password alone. Only for a single user. */
  PASSWORD = 'password',
  /** A JSON object with username, password, host, port and database. */
  JSON = 'json',
  /** A connection URL: postgresql://user:password@host:port/database. One that is there keeps its driver, host and options. */
  URL = 'url',
}

/** The engines, by their names in rotation plans, and the ports that their servers listen at where nobody chose another one. */
export const DATABASE_PORTS = { postgresql: 5432, mysql: 3306 } as const;
export type DatabaseEngineName = keyof typeof DATABASE_PORTS;

/** Part of an account's name after the @, in MySQL and MariaDB: any host. */
const ANY_HOST = '%';

/** What the stack says of a secret that opens a database. */
export interface DatabaseSettings {
  /** @default defaultUsers() */
  readonly users?: DatabaseUsers;
  /** @default defaultForm() */
  readonly form?: DatabaseSecretForm;
  readonly host: string;
  /** @default that of DATABASE_PORTS */
  readonly port?: number;
  readonly database?: string;
  /** The user, or the first one of two. */
  readonly username: string;
  /** Host part of the account, in MySQL and MariaDB. @default % */
  readonly hostMask?: string;
  /** Parameter with the credentials of an administrator. */
  readonly admin?: string;
  /** Authority of the server's certificate, in PEM; else those that Node.js trusts. */
  readonly ca?: string;
  /** Parameter that holds it, in its place. */
  readonly caParameter?: string;
  /** What passwords look like. */
  readonly password: RandomSettings;
}

/** The same, with what was left out. */
export interface CompleteDatabaseSettings extends DatabaseSettings {
  readonly users: DatabaseUsers;
  readonly form: DatabaseSecretForm;
  readonly port: number;
  readonly hostMask: string;
  readonly password: ValueFormat;
}

/** Two users where there is somebody to make the second one, and the value says which one it is of. */
export function defaultUsers(hasAdmin: boolean, form: DatabaseSecretForm | undefined): DatabaseUsers {
  return hasAdmin && form !== DatabaseSecretForm.PASSWORD ? DatabaseUsers.ALTERNATING : DatabaseUsers.SINGLE;
}

export function defaultForm(users: DatabaseUsers): DatabaseSecretForm {
  return users === DatabaseUsers.SINGLE ? DatabaseSecretForm.PASSWORD : DatabaseSecretForm.JSON;
}

export function readDatabase(engine: DatabaseEngineName, settings: Members): CompleteDatabaseSettings {
  const admin = settings.optionalText('admin');
  const form = settings.optionalChoice('form', Object.values(DatabaseSecretForm));
  const users = settings.optionalChoice('users', Object.values(DatabaseUsers)) ?? defaultUsers(admin !== undefined, form);
  return {
    users,
    form: form ?? defaultForm(users),
    host: settings.text('host'),
    port: settings.number('port', DATABASE_PORTS[engine]),
    database: settings.optionalText('database'),
    username: settings.text('username'),
    hostMask: settings.optionalText('hostMask') ?? ANY_HOST,
    admin,
    ca: settings.optionalText('ca'),
    caParameter: settings.optionalText('caParameter'),
    password: readRandom(settings.within('password')),
  };
}
