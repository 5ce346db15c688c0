import { Token } from 'cdktf';
import { formatSettings, RotationProps, scheduleOf } from './random-rotation';
import type { RotationRecipe } from './recipe';
import { RotationError } from '../errors';
import { checkGenerated, GeneratedSecretProps } from '../secret/generated-value';
import type { ISecret } from '../secret/secret-base';

/** How many users of the database stand behind one secret. */
export enum DatabaseUsers {
  /**
   * One user, whose password changes. MariaDB (10.4 and later) and MySQL (8.0.14 and later) let in the password before too,
   * where there is an `admin`: it goes on working for one to two days. Otherwise there is a gap between the change and the
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
  /** A connection URL: postgres://user:password@host:port/database. */
  URL = 'url',
}

/** The password of a user of a database. */
export interface DatabaseRotationProps extends RotationProps {
  /** Name of the database server's host, as in its certificate. */
  readonly host: string;

  /**
   * Port of the server.
   *
   * @default 5432 for PostgreSQL, 3306 for MySQL and MariaDB
   */
  readonly port?: number;

  /**
   * Name of the database.
   *
   * @default - that of the user, where the server has it so
   */
  readonly database?: string;

  /** Name of the user. It has to exist. */
  readonly username: string;

  /**
   * How many users stand behind the secret.
   *
   * @default DatabaseUsers.ALTERNATING where `admin` is given and the form is not PASSWORD, else DatabaseUsers.SINGLE
   */
  readonly users?: DatabaseUsers;

  /**
   * What the secret's value looks like.
   *
   * @default DatabaseSecretForm.PASSWORD for a single user, DatabaseSecretForm.JSON for alternating ones
   */
  readonly form?: DatabaseSecretForm;

  /**
   * Secret of the vault with the credentials of an administrator, JSON with username and password: it may change the
   * user's password, and make its clone. Without it, a single user changes its own password, and the first one has to be
   * supplied.
   *
   * @default - none: the user changes its own password
   */
  readonly admin?: ISecret;

  /**
   * Part of the account's name after the @, in MySQL and MariaDB.
   *
   * @default %
   */
  readonly hostMask?: string;

  /**
   * Certificate of the authority that the server's certificate goes back to, in PEM. Connections are always encrypted and
   * the server's name verified.
   *
   * @default - the authorities that Lambda trusts, Amazon RDS's among them
   */
  readonly certificateAuthority?: string;

  /**
   * What passwords look like.
   *
   * @default - 32 letters and digits
   */
  readonly password?: GeneratedSecretProps;
}

/** Which engine: strategy, port, and how errors call it. */
export interface DatabaseEngine {
  readonly strategy: 'postgresql' | 'mysql';
  readonly port: number;
  readonly subject: string;
}

export const POSTGRESQL: DatabaseEngine = { strategy: 'postgresql', port: 5432, subject: 'Rotation.postgresql' };
export const MYSQL: DatabaseEngine = { strategy: 'mysql', port: 3306, subject: 'Rotation.mysql' };

export function databaseRecipe({ strategy, port, subject }: DatabaseEngine, props: DatabaseRotationProps): RotationRecipe {
  const { admin } = props;
  const users = props.users ?? (admin !== undefined && props.form !== DatabaseSecretForm.PASSWORD ? DatabaseUsers.ALTERNATING : DatabaseUsers.SINGLE);
  const form = props.form ?? (users === DatabaseUsers.SINGLE ? DatabaseSecretForm.PASSWORD : DatabaseSecretForm.JSON);
  if (users === DatabaseUsers.ALTERNATING) {
    if (form === DatabaseSecretForm.PASSWORD) throw new RotationError(subject, 'form is PASSWORD, and alternating users change the user too', 'Write form: DatabaseSecretForm.JSON or URL, or users: DatabaseUsers.SINGLE.');
    if (!admin) throw new RotationError(subject, 'users is ALTERNATING, and there is no admin to make the second user', 'Give admin, the secret with the credentials of an administrator.');
  }
  for (const [name, value] of Object.entries({ host: props.host, username: props.username })) {
    if (value === '' || (!Token.isUnresolved(value) && /[\u0000-\u001f]/.test(value))) throw new RotationError(subject, `${name} is empty, or has control characters`, `Write ${name} out.`);
  }
  if (strategy === 'postgresql' && props.hostMask !== undefined) throw new RotationError(subject, 'hostMask is given, which PostgreSQL does not know', 'Leave it out.');
  checkGenerated(subject, props.password ?? {});
  return {
    strategy,
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    // A user that changes its own password has to be able to log in first.
    makesFirst: admin !== undefined,
    databases: true,
    settings: {
      users,
      form,
      host: props.host,
      port: props.port ?? port,
      database: props.database,
      username: props.username,
      hostMask: props.hostMask,
      admin: admin?.parameterName,
      ca: props.certificateAuthority,
      password: formatSettings(props.password ?? {}),
    },
    reads: admin ? [admin] : [],
  };
}
