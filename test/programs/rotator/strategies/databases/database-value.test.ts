import { DatabaseSecretForm } from '../../../../../src/contracts/rotation/database';
import type { DatabasePlan } from '../../../../../src/programs/rotator/strategies/databases/database-plan';
import { DatabaseValue } from '../../../../../src/programs/rotator/strategies/databases/database-value';

const of = (form: DatabaseSecretForm, engine: 'postgresql' | 'mysql' = 'postgresql', host = 'db.example.com') =>
  new DatabaseValue({ secret: '/api/database', form, host, port: 5432, username: 'app' } as unknown as DatabasePlan, engine, 'app');
const LOGIN = { username: 'app_clone', password: 'CANARY-n%w/1' };
const url = of(DatabaseSecretForm.URL);
const json = of(DatabaseSecretForm.JSON);

describe('a URL', () => {
  test.each<[string, string]>([
    [
      'postgresql+psycopg2://app:x@host:5432/app?sslmode=verify-full',
      'postgresql+psycopg2://app_clone:CANARY-n%25w%2F1@host:5432/app?sslmode=verify-full',
    ],
    ['postgres://app:x@host/app', 'postgres://app_clone:CANARY-n%25w%2F1@host/app'],
    [
      'postgresql://app:x@one:1,two:2/app?target_session_attrs=read-write',
      'postgresql://app_clone:CANARY-n%25w%2F1@one:1,two:2/app?target_session_attrs=read-write',
    ],
    ['postgresql://app:x@[2001:db8::1]:5432/app', 'postgresql://app_clone:CANARY-n%25w%2F1@[2001:db8::1]:5432/app'],
    [
      'postgresql+asyncpg://app:x@HOST:05432/Ünïcode?a=b+c%20d#frag',
      'postgresql+asyncpg://app_clone:CANARY-n%25w%2F1@HOST:05432/Ünïcode?a=b+c%20d#frag',
    ],
    ['postgresql://app:x@host', 'postgresql://app_clone:CANARY-n%25w%2F1@host'],
  ])('%s keeps all but user and password', (before, after) => {
    expect(url.write(LOGIN, before)).toBe(after);
    expect(url.read(after)).toEqual(LOGIN);
  });

  test('of MySQL keeps its driver', () => {
    expect(of(DatabaseSecretForm.URL, 'mysql').write(LOGIN, 'mysql+pymysql://app:x@host/app?charset=utf8mb4')).toBe(
      'mysql+pymysql://app_clone:CANARY-n%25w%2F1@host/app?charset=utf8mb4',
    );
  });

  test('is postgresql:// where it is the first one', () => {
    expect(url.write(LOGIN, undefined)).toBe('postgresql://app_clone:CANARY-n%25w%2F1@db.example.com:5432/app');
    expect(of(DatabaseSecretForm.URL, 'mysql', '2001:db8::1').write(LOGIN, undefined)).toBe(
      'mysql://app_clone:CANARY-n%25w%2F1@[2001:db8::1]:5432/app',
    );
  });

  test.each([
    'jdbc:postgresql://host/app?user=app&password=x',
    'postgresql://host/app?user=app&password=x',
    'postgresql://app@host/app',
    'mysql://app:x@host/app',
    'host=db user=app password=x',
    'postgresql://app:x@host/app password=x',
    'not a url',
    'postgresql://app:%zz@host/app',
  ])('such as %s is refused', (before) => {
    expect(() => url.write(LOGIN, before)).toThrow(/value of \/api\/database is not a URL such as postgresql:\/\/user:password@host/);
  });

  test('that says user or password again is refused, and quotes neither', () => {
    for (const more of ['?user=app', '?sslmode=require&password=CANARY-old', '?options=CANARY-old']) {
      expect(() => url.write(LOGIN, `postgresql://app:CANARY-old@host/app${more}`)).toThrow(
        /^(?!.*CANARY).*in more than one place.*Nothing was changed/,
      );
    }
  });
});

describe('JSON', () => {
  test('keeps order, spaces, other members and numbers of any size', () => {
    const before =
      '{\n  "engine": "postgres", "port": 5432, "id": 12345678901234567890,\n  "password" : "x\\"y", ' +
      '"username":"app",\n  "more": {"username": "not this", "list": ["password", "username"]}, "host": "another", ' +
      '"database": "other"\n}\n';
    const after = json.write(LOGIN, before);
    expect(after).toBe(before.replace('"x\\"y"', '"CANARY-n%w/1"').replace('"username":"app"', '"username":"app_clone"'));
    expect(json.read(after)).toEqual(LOGIN);
  });

  test('has host, port and database where it is the first one', () => {
    expect(JSON.parse(json.write(LOGIN, undefined))).toEqual({ ...LOGIN, host: 'db.example.com', port: 5432, database: 'app' });
  });

  test('that is none, or that says the password again, is refused', () => {
    for (const before of ['CANARY-bare', '[]', '{"user":"app","pass":"x"}', '{"username":"app","password":12}']) {
      expect(() => json.write(LOGIN, before)).toThrow(/^(?!.*CANARY).*is not a JSON object/);
    }
    expect(() => json.write(LOGIN, '{"username":"app","password":"CANARY-old","url":"postgresql://app:CANARY-old@host/app"}')).toThrow(
      /^(?!.*CANARY).*more than one place/,
    );
  });
});
