import { Token } from 'cdktf';
import { checkHost, checkPort } from './database-server';
import { formatSettings, MAXIMUM_STAGED_BYTES } from './random-rotation';
import type { RotationRecipe } from './recipe';
import { type RotationProps, scheduleOf } from './rotation-props';
import {
  DATABASE_PORTS,
  type DatabaseEngineName,
  DatabaseSecretForm,
  DatabaseUsers,
  defaultForm,
  defaultUsers,
} from '../contracts/rotation/database';
import { RotationError } from '../errors';
import { checkGenerated, checkLength, type GeneratedSecretProps, SecretFormat } from '../secret/generated-value';
import type { IReadableSecret } from '../secret/secret';

/** The password of a user of a database. */
export interface DatabaseRotationProps extends RotationProps {
  /** Name of the database server's host, as in its certificate. */
  readonly host: string;

  /**
   * Port of the server, 1 to 65535.
   *
   * @default 5432 for PostgreSQL, 3306 for MySQL and MariaDB
   */
  readonly port?: number;

  /**
   * Name of the database.
   *
   * @default - that of the user, if the server has it so
   */
  readonly database?: string;

  /** Name of the user. It has to exist. */
  readonly username: string;

  /**
   * How many users stand behind the secret.
   *
   * @default DatabaseUsers.ALTERNATING if `admin` is given and the form is not PASSWORD, else DatabaseUsers.SINGLE
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
  readonly admin?: IReadableSecret;

  /**
   * Host in the account's name, in MySQL and MariaDB.
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

/** What errors call the engines. */
const SUBJECTS: { readonly [engine in DatabaseEngineName]: string } = { postgresql: 'Rotation.postgresql', mysql: 'Rotation.mysql' };

export function databaseRecipe(engine: DatabaseEngineName, props: DatabaseRotationProps): RotationRecipe {
  const subject = SUBJECTS[engine];
  const { admin } = props;
  const users = props.users ?? defaultUsers(admin !== undefined, props.form);
  const form = props.form ?? defaultForm(users);
  if (users === DatabaseUsers.ALTERNATING) {
    if (form === DatabaseSecretForm.PASSWORD) {
      throw new RotationError(
        subject,
        'form is PASSWORD, and alternating users change the user too',
        'Write form: DatabaseSecretForm.JSON or URL, or users: DatabaseUsers.SINGLE.',
      );
    }
    if (!admin) {
      throw new RotationError(
        subject,
        'users is ALTERNATING, and there is no admin to make the second user',
        'Give admin, the secret with the credentials of an administrator.',
      );
    }
  }
  for (const [name, value] of Object.entries({ host: props.host, username: props.username })) {
    if (value !== '' && (Token.isUnresolved(value) || !/[\u0000-\u001f]/.test(value))) continue;
    throw new RotationError(subject, `${name} is empty, or has control characters`, `Write ${name} out.`);
  }
  checkHost(subject, props.host);
  if (props.port !== undefined) checkPort(subject, props.port);
  if (engine === 'postgresql' && props.hostMask !== undefined) {
    throw new RotationError(subject, 'hostMask is given, which PostgreSQL does not know', 'Leave it out.');
  }
  const password = props.password ?? {};
  checkGenerated(subject, password);
  checkLength(subject, password.format ?? SecretFormat.PASSWORD, password.length, MAXIMUM_STAGED_BYTES);
  return {
    spec: {
      strategy: engine,
      settings: {
        users,
        form,
        host: props.host,
        port: props.port ?? DATABASE_PORTS[engine],
        database: props.database,
        username: props.username,
        hostMask: props.hostMask,
        admin: admin?.parameterName,
        ca: props.certificateAuthority,
        password: formatSettings(password),
      },
    },
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    // A user that changes its own password has to be able to log in first.
    makesFirst: admin !== undefined,
    databases: true,
    reads: admin ? [admin] : [],
  };
}
