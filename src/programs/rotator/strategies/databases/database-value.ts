import type { DatabasePlan } from './database-plan';
import { DatabaseSecretForm } from '../../../../contracts/rotation/database';
import { RotationError } from '../../rotation-error';

/** Who logs in. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** How schemes of URLs are spelt, the one of first values before all; a driver may follow, as in `postgresql+psycopg2`. */
const SCHEMES = { postgresql: ['postgresql', 'postgres', 'postgis'], mysql: ['mysql', 'mariadb', 'mysql2'] } as const;

/** Writes and reads the values of a secret, in the form that the stack says. */
export class DatabaseValue {
  constructor(
    private readonly plan: DatabasePlan,
    private readonly engine: keyof typeof SCHEMES,
    private readonly database: string | undefined,
  ) {}

  /**
   * @param current the value before, in which user and password are replaced where they stand: whatever else is in it, such
   * as a driver, `sslmode` or another host, is the business of whoever reads it
   * @throws RotationError where that cannot be done
   */
  public write(login: Login, current: string | undefined): string {
    switch (this.plan.form) {
      case DatabaseSecretForm.PASSWORD:
        return login.password;
      case DatabaseSecretForm.JSON:
        return current === undefined ? this.firstJson(login) : this.replacedJson(login, current);
      case DatabaseSecretForm.URL:
        return current === undefined ? this.firstUrl(login) : this.replacedUrl(login, current);
    }
  }

  /** @throws RotationError where the value is not of the form */
  public read(value: string): Login {
    const { form, username, secret } = this.plan;
    const login = { password: () => ({ username, password: value }), json: () => fromJson(value), url: () => this.fromUrl(value) }[form]();
    if (login && login.username !== '' && login.password !== '') return login;
    const wanted = {
      password: 'a password',
      json: 'a JSON object with the texts username and password',
      url: `a URL such as ${SCHEMES[this.engine][0]}://user:password@host:port/database`,
    }[form];
    throw new RotationError(
      'WrongForm',
      `The value of ${secret} is not ${wanted}, as the stack says of it. Write it so, or change form in the stack.`,
    );
  }

  private firstJson(login: Login): string {
    return JSON.stringify({ ...login, ...this.place() });
  }

  private place(): Readonly<Record<string, string | number>> {
    const { host, port } = this.plan;
    return { host, port, ...(this.database === undefined ? {} : { database: this.database }) };
  }

  private replacedJson(login: Login, current: string): string {
    const before = this.read(current);
    this.requireOnce(before, JSON.stringify({ ...jsonObject(current), username: '', password: '' }));
    // What the form has and the value lacks comes last; what is there stays.
    const missing = Object.entries(this.place()).filter(([name]) => !Object.hasOwn(jsonObject(current)!, name));
    const more = missing.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('');
    return replaceMembers(current, { ...login }).replace(/\s*\}\s*$/, (end) => `${more}${end}`);
  }

  private firstUrl({ username, password }: Login): string {
    const { host, port } = this.plan;
    const path = this.database === undefined ? '' : `/${encoded(this.database)}`;
    // An IPv6 address has colons of its own.
    const authority = `${encoded(username)}:${encoded(password)}@${host.includes(':') ? `[${host}]` : host}:${port}`;
    return `${SCHEMES[this.engine][0]}://${authority}${path}`;
  }

  private replacedUrl({ username, password }: Login, current: string): string {
    const before = this.read(current);
    const { scheme, rest } = this.url(current)!;
    this.requireOnce(before, rest);
    return `${scheme}://${encoded(username)}:${encoded(password)}@${rest}`;
  }

  /** What is said twice would be right in one place only. @throws RotationError where the rest of a value says it again */
  private requireOnce({ password }: Login, rest: string): void {
    const says = /[?&](user(name)?|password|pwd)=/i.test(rest) && this.plan.form === DatabaseSecretForm.URL;
    if (
      !says &&
      ![password, encoded(password), JSON.stringify(password).slice(1, -1)].some((one) => one.length >= 8 && rest.includes(one))
    ) {
      return;
    }
    throw new RotationError(
      'WrongForm',
      `The value of ${this.plan.secret} says user or password in more than one place, ` +
        `so that it would not be right after a rotation. Nothing was changed. ` +
        'Write a value that says them once, and have programs make the rest of it.',
    );
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

  // By hand: what a parser of URLs takes apart, it does not put together as it was, and it knows no lists of hosts.
  private url(
    value: string,
  ): { readonly scheme: string; readonly username: string; readonly password: string; readonly rest: string } | undefined {
    const [, scheme, engine, username, password, rest] =
      /^(([a-z0-9]+)(?:\+[a-z0-9_]+)?):\/\/([^:@/?#\s]+):([^@/?#\s]+)@(\S+)$/.exec(value) ?? [];
    return (SCHEMES[this.engine] as readonly (string | undefined)[]).includes(engine)
      ? { scheme: scheme!, username: username!, password: password!, rest: rest! }
      : undefined;
  }
}

function fromJson(value: string): Login | undefined {
  const { username, password } = jsonObject(value) ?? {};
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}

function jsonObject(value: string | undefined): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

// Names of members and texts, brackets, and whatever else there is.
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]]|[^"{}[\]]+/gs;

/** Replaces members of an object in its text, which keeps its order, spaces and numbers of any size. */
function replaceMembers(text: string, members: Readonly<Record<string, string>>): string {
  let depth = 0;
  let name: string | undefined;
  return [...text.matchAll(JSON_TOKENS)]
    .map(([token], index, tokens) => {
      if (/^[{[]/.test(token)) depth++;
      if (/^[}\]]/.test(token)) depth--;
      if (!token.startsWith('"') || depth !== 1) return token;
      if (tokens[index + 1]?.[0].trimStart().startsWith(':')) {
        name = JSON.parse(token) as string;
        return token;
      }
      return name !== undefined && Object.hasOwn(members, name) ? JSON.stringify(members[name]) : token;
    })
    .join('');
}

// encodeURIComponent leaves these as they are, and not every reader of URLs and shells does (RFC 3986, reserved characters).
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
