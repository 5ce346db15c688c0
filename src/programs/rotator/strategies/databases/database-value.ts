import type { DatabasePlan } from './database-plan';
import { DatabaseSecretForm } from '../../../../contracts/rotation/database';
import { RotationError } from '../../rotation-error';

/** Who logs in. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** How a scheme of URLs is spelt, the one to write first. */
const SCHEMES = { postgresql: ['postgres:', 'postgresql:'], mysql: ['mysql:', 'mariadb:'] } as const;

/** Writes and reads the values of a secret, in the form that the stack says. */
export class DatabaseValue {
  constructor(private readonly plan: DatabasePlan, private readonly engine: keyof typeof SCHEMES, private readonly database: string | undefined) {}

  /**
   * @param current the value before, whose other members, or parameters of the URL, stay: options such as `sslmode` are
   * the business of whoever reads them
   */
  public write(login: Login, current: string | undefined): string {
    switch (this.plan.form) {
      case DatabaseSecretForm.PASSWORD: return login.password;
      case DatabaseSecretForm.JSON: return this.writeJson(login, current);
      case DatabaseSecretForm.URL: return this.writeUrl(login, current);
    }
  }

  /** @throws RotationError where the value is not of the form */
  public read(value: string): Login {
    const { form, username, secret } = this.plan;
    const login = form === DatabaseSecretForm.PASSWORD ? { username, password: value } : form === DatabaseSecretForm.JSON ? fromJson(value) : this.fromUrl(value);
    if (login && login.username !== '' && login.password !== '') return login;
    const wanted = { password: 'a password', json: 'a JSON object with the texts username and password', url: `a URL such as ${SCHEMES[this.engine][0]}//user:password@host:port/database` }[form];
    throw new RotationError('WrongForm', `The value of ${secret} is not ${wanted}, as the stack says of it. Write it so, or change form in the stack.`);
  }

  private writeJson(login: Login, current: string | undefined): string {
    const { host, port } = this.plan;
    return JSON.stringify({ ...jsonObject(current), ...login, host, port, ...(this.database === undefined ? {} : { database: this.database }) });
  }

  private writeUrl({ username, password }: Login, current: string | undefined): string {
    const { host, port } = this.plan;
    const before = this.url(current);
    const scheme = before?.protocol ?? SCHEMES[this.engine][0];
    const path = this.database === undefined ? before?.pathname ?? '' : `/${encoded(this.database)}`;
    // An IPv6 address has colons of its own.
    const authority = `${encoded(username)}:${encoded(password)}@${host.includes(':') ? `[${host}]` : host}:${port}`;
    return `${scheme}//${authority}${path}${before?.search ?? ''}`;
  }

  private fromUrl(value: string): Login | undefined {
    const url = this.url(value);
    if (!url) return undefined;
    try {
      return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
    } catch {
      return undefined;
    }
  }

  private url(value: string | undefined): URL | undefined {
    if (value === undefined || !URL.canParse(value)) return undefined;
    const url = new URL(value);
    return (SCHEMES[this.engine] as readonly string[]).includes(url.protocol) ? url : undefined;
  }
}

function fromJson(value: string): Login | undefined {
  const { username, password } = jsonObject(value) ?? {};
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}

function jsonObject(value: string | undefined): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

// encodeURIComponent leaves these as they are, and not every reader of URLs and shells does (RFC 3986, reserved characters).
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
