import { Token } from 'cdktf';
import { OrganizationalSecretError } from '../../errors';

/** Kinds of databases, as 1Password lists them. */
export enum OnePasswordDatabaseType {
  /** IBM Db2. */
  DB2 = 'db2',
  /** FileMaker. */
  FILEMAKER = 'filemaker',
  /** Microsoft Access. */
  MS_ACCESS = 'msaccess',
  /** Microsoft SQL Server. */
  MS_SQL = 'mssql',
  /** MySQL. */
  MYSQL = 'mysql',
  /** Oracle Database. */
  ORACLE = 'oracle',
  /** PostgreSQL. */
  POSTGRESQL = 'postgresql',
  /** SQLite. */
  SQLITE = 'sqlite',
  /** Any other one. */
  OTHER = 'other',
}

/** A login to a website. */
export interface LoginItemProps {
  /**
   * Name of the user.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly username?: string;

  /**
   * Address of the website, such as https://app.example.com. 1Password fills in the login there.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly url?: string;
}

/** A password without a user. */
export interface PasswordItemProps {
  /**
   * Address of what it opens.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly url?: string;
}

/** A login to a database. */
export interface DatabaseItemProps {
  /**
   * What kind of database it is.
   *
   * @jsii suppress JSII5018 it is Type in Go
   */
  readonly type: OnePasswordDatabaseType;

  /**
   * Host of the database.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly hostname?: string;

  /**
   * Port of the database, 1 to 65535.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly port?: number;

  /**
   * Name of the database.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly database?: string;

  /**
   * Name of the user.
   *
   * @default - none; what people write in 1Password stays
   */
  readonly username?: string;
}

/**
 * Arguments of an item that its kind decides.
 *
 * @internal
 */
export interface ItemDetails {
  readonly type?: string;
  readonly hostname?: string;
  readonly port?: string;
  readonly database?: string;
  readonly username?: string;
  readonly url?: string;
}

/** What an item of 1Password is, and what it says besides its value. Another kind later makes another item. */
export class OnePasswordItem {
  /**
   * A login: the value is its password.
   *
   * Throws an OrganizationalSecretError if the URL is not the address of a website, or has a password in it.
   *
   * @param props what it says
   */
  public static login(props: LoginItemProps = {}): OnePasswordItem {
    return new OnePasswordItem('login', 'password', { username: props.username, url: checkUrl('login', props.url) });
  }

  /**
   * A password without a user.
   *
   * Throws an OrganizationalSecretError if the URL is not the address of a website, or has a password in it.
   *
   * @param props what it says
   */
  public static password(props: PasswordItemProps = {}): OnePasswordItem {
    return new OnePasswordItem('password', 'password', { url: checkUrl('password', props.url) });
  }

  /**
   * A login to a database: the value is its password.
   *
   * What is said here is written when the item is made. Later changes of it, and of the title and the tags, have no
   * effect, and are made in 1Password: behind a Connect server, the provider loses the password of a database item with
   * any change that is not a new password.
   *
   * Throws an OrganizationalSecretError if the port is not one.
   *
   * @param props what it says
   */
  public static database(props: DatabaseItemProps): OnePasswordItem {
    const { type, hostname, port, database, username } = props;
    if (port !== undefined && !Token.isUnresolved(port) && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
      throw new OrganizationalSecretError('OnePasswordItem.database()', `port is ${port}`, 'Write a whole number from 1 to 65535.');
    }
    return new OnePasswordItem('database', 'password', {
      type,
      hostname,
      port: port === undefined ? undefined : String(port),
      database,
      username,
    });
  }

  /** A text: the value is the whole note. */
  public static secureNote(): OnePasswordItem {
    return new OnePasswordItem('secure_note', 'note', {});
  }

  private constructor(
    /** @internal */
    public readonly _category: 'login' | 'password' | 'database' | 'secure_note',
    /** @internal */
    public readonly _value: 'password' | 'note',
    /** @internal */
    public readonly _details: ItemDetails,
  ) {}
}

function checkUrl(kind: string, url: string | undefined): string | undefined {
  if (url === undefined || Token.isUnresolved(url)) return url;
  const subject = `OnePasswordItem.${kind}()`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.host) {
    // Not repeated: whoever mixes up arguments may have passed a password.
    throw new OrganizationalSecretError(
      subject,
      'url is not the address of a website (it is kept out of this message)',
      'Write it whole, such as https://app.example.com.',
    );
  }
  if (parsed.password !== '') {
    throw new OrganizationalSecretError(
      subject,
      `url has a password in it, for ${parsed.host}, which would be in the synthesized output and in the state`,
      `Write ${parsed.protocol}//${parsed.host}${parsed.pathname}.`,
    );
  }
  return url;
}
