import { MAKERS } from '../../../../../src/programs/rotator/strategies';
import { DATABASE_MAKERS } from '../../../../../src/programs/rotator/strategies/databases';
import type { Login } from '../../../../../src/programs/rotator/strategies/databases/database-value';
import type { DatabaseServer } from '../../../../support/databases/database-server';
import { RotatorUnderTest } from '../../rotator-under-test';

export const SECRET = '/api/database';
export const ADMIN = '/api/database_admin';

/** Every character that a password may have. */
export const EVERY_CHARACTER = `CANARY-${Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')}`;

/** The rotator, with a real database server beside the local AWS. */
export class DatabaseUnderTest<T extends DatabaseServer> {
  public static forThisFile<T extends DatabaseServer>(strategy: 'postgresql' | 'mysql', start: () => Promise<T>): DatabaseUnderTest<T> {
    const test = new DatabaseUnderTest<T>(strategy, RotatorUnderTest.forThisFile());
    test.rotator.makers = { ...MAKERS, ...DATABASE_MAKERS };
    beforeAll(async () => {
      test.server = await start();
    });
    beforeEach(async () => {
      await test.rotator.write(ADMIN, JSON.stringify(test.server.admin));
    });
    afterAll(async () => {
      await test.server?.stop();
    });
    return test;
  }

  public server!: T;
  /** What was ever given to the rotator or made by it: none of it may be logged. */
  public readonly passwords = new Set<string>();

  private constructor(
    private readonly strategy: string,
    public readonly rotator: RotatorUnderTest,
  ) {}

  /** Writes the plan of the secret's rotation, as the stack does. */
  public plan(settings: object): Promise<void> {
    return this.rotator.plan(SECRET, this.strategy, this.settings(settings));
  }

  public settings(settings: object): object {
    const { host, port, tls } = this.server;
    return {
      users: 'single',
      form: 'json',
      host,
      port,
      database: 'app',
      username: 'app',
      ca: tls.ca,
      password: { length: 24 },
      ...settings,
    };
  }

  public async rotate(): Promise<unknown> {
    const outcome = await this.rotator.invoke({ rotate: SECRET }).catch((error: Error) => {
      // The function's own errors have no stack.
      throw new Error(`${error.name}: ${error.message}`);
    });
    this.passwords.add((await this.login()).password);
    return outcome;
  }

  /** What a consumer makes of the secret. */
  public async login(username = 'app'): Promise<Login> {
    const { value } = (await this.rotator.version(SECRET))!;
    if (value.startsWith('{')) return JSON.parse(value) as Login;
    if (!/^\w+:\/\//.test(value)) return { username, password: value };
    const url = new URL(value);
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  }

  /** Reads the secret as a consumer, and logs in by it. */
  public async use(username = 'app', port?: number): Promise<void> {
    await this.server.query(await this.login(username), 'SELECT 1', port);
  }
}
