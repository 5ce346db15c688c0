import type { DatabaseEngine, DatabaseSession, PasswordChange } from './database-engine';
import { DatabaseError } from './database-error';
import { cloneOf, databasePlan, type DatabasePlan } from './database-plan';
import { DatabaseValue, type Login } from './database-value';
import { type DatabaseEngineName, DatabaseUsers } from '../../../../contracts/rotation/database';
import { randomValue } from '../../../values/random-value';
import { RotationError } from '../../rotation-error';
import type { PendingValue, Strategy, StrategyContext, Version } from '../../strategy';
import type { StrategyMaker } from '../makers';

/**
 * How long the password before is accepted beside the current one, where the server can do that: whoever read it has that long to read
 * again.
 */
const GRACE_MS = 86_400_000;

/** The strategy for one kind of database. */
export function databaseMaker(engine: DatabaseEngine): StrategyMaker<DatabaseEngineName> {
  return (settings, plan) => new DatabaseStrategy(engine, databasePlan(settings, plan));
}

/**
 * The password of a user of a database, or of two users in turn.
 *
 * With two users (`alternating`) the value in use is never touched: it works until the rotation after the next. So it is
 * for a single user of MariaDB (10.4 and later) and MySQL (8.0.14 and later) with an administrator: the password before
 * stays accepted for a day. A single user of PostgreSQL, or one that changes its own password, has a gap: from the change
 * of the password until the new version of the secret is written, normally 0.1 to 0.3 s unless the run is cut off right
 * there; then it is until the next one, which goes on.
 */
class DatabaseStrategy implements Strategy {
  private readonly value: DatabaseValue;
  private readonly database: string | undefined;

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly plan: DatabasePlan,
  ) {
    this.database = plan.database ?? engine.defaultDatabase(plan.username);
    this.value = new DatabaseValue(plan, engine.name, this.database);
  }

  public async create(current: Version | undefined): Promise<PendingValue> {
    const { plan } = this;
    if (!current && plan.admin === undefined) {
      throw new RotationError(
        'NoFirstValue',
        `${plan.secret} has no value yet, and without admin ${plan.username} would have to log in by it to change it. ` +
          `Write the password that the user has now (chamber write), or give admin in the stack.`,
      );
    }
    const login = { username: this.next(current), password: randomValue(plan.password) };
    return { value: this.value.write(login, current?.value), facts: { username: login.username } };
  }

  public async set(pending: PendingValue, current: Version | undefined, context: StrategyContext): Promise<void> {
    const login = this.value.read(pending.value);
    checkPassword(login.password, this.plan);
    if (this.plan.admin === undefined) return this.setOwn(login, current, context);
    const isClone = login.username === cloneOf(this.plan) && this.plan.users === DatabaseUsers.ALTERNATING;
    const versions = isClone ? [current, await context.previous(), await context.promoted()] : [];
    const logins = [login, ...versions.flatMap((version) => (version && this.readable(version)) ?? [])];
    const known = [...new Set(logins.filter(({ username }) => username === login.username).map(({ password }) => password))];
    await this.asAdmin(context, async (session) => {
      if (isClone) await session.makeClone(this.plan.username, this.change(login), known);
      await session.setPassword(this.change(login, this.plan.users === DatabaseUsers.SINGLE ? current : undefined));
    });
  }

  public async test(value: string, context: StrategyContext): Promise<void> {
    await this.as(this.value.read(value), context, (session) => session.probe());
  }

  /** Somebody else's value works: of the same user, it is to be the only one. */
  public async discard(pending: PendingValue, current: Version, context: StrategyContext): Promise<void> {
    const login = this.readable(current);
    if (!login || login.username !== this.value.read(pending.value).username) return;
    // The record of this very rotation is still there, and nobody else is at it.
    await this.settle(login, context, () => Promise.resolve(true));
  }

  public async finish(pending: PendingValue, context: StrategyContext): Promise<void> {
    const { plan } = this;
    if (plan.admin === undefined || plan.users !== DatabaseUsers.SINGLE) return;
    const previous = await context.previous();
    await this.asAdmin(context, async (session) => session.prefer?.(this.change(this.value.read(pending.value), previous)));
  }

  public async retire(current: Version, context: StrategyContext): Promise<void> {
    if (this.plan.users !== DatabaseUsers.SINGLE || context.now().getTime() - current.since.getTime() < GRACE_MS) return;
    const login = this.readable(current);
    // Whoever begins a rotation writes its record first.
    if (login) await this.settle(login, context, async () => (await context.staged()) === undefined);
  }

  /** The user itself, which has no privileges: by its current password, or by the pending one where an earlier run has set it. */
  private async setOwn(login: Login, current: Version | undefined, context: StrategyContext): Promise<void> {
    const { plan } = this;
    // The pending one only where the current one is refused: a refused login is what administrators are alarmed by.
    if (current) {
      const before = this.value.read(current.value);
      try {
        return await this.as({ ...before, username: plan.username }, context, (session) => session.setOwnPassword(login.password));
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    }
    try {
      await this.as(login, context, (session) => session.probe());
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new RotationError(
        'LockedOut',
        `The database accepts neither the current nor the pending value of ${plan.secret} for ${plan.username}: ` +
          `somebody changed the password there. Nothing was changed. Write the password that works now (chamber write), ` +
          `or give admin in the stack, which needs no password of the user.`,
      );
    }
  }

  private async settle(login: Login, context: StrategyContext, isFree: () => Promise<boolean>): Promise<void> {
    if (this.plan.admin === undefined) return;
    await this.asAdmin(context, async (session) => session.settle?.(this.change(login), isFree));
  }

  /**
   * The user whose turn it is: with two, the one that the current value does not name. The first value leaves alone whoever is in use by
   * then.
   */
  private next(current: Version | undefined): string {
    const { plan } = this;
    if (plan.users === DatabaseUsers.SINGLE) return plan.username;
    const clone = cloneOf(plan);
    return current && this.readable(current)?.username === clone ? plan.username : clone;
  }

  private change(login: Login, before?: Version): PasswordChange {
    const old = before && this.readable(before);
    return { ...login, hostMask: this.plan.hostMask, beside: old?.username === login.username ? old.password : undefined };
  }

  private readable(version: Version): Login | undefined {
    try {
      return this.value.read(version.value);
    } catch {
      return undefined;
    }
  }

  private async asAdmin(context: StrategyContext, work: (session: DatabaseSession) => Promise<void>): Promise<void> {
    const { admin, secret, database } = this.plan;
    const [value] = await context.read(admin!);
    await this.within(
      adminLogin(value!, admin!, secret),
      this.engine.adminDatabase && (database ?? this.engine.adminDatabase),
      context,
      work,
    );
  }

  private as(login: Login, context: StrategyContext, work: (session: DatabaseSession) => Promise<void>): Promise<void> {
    return this.within(login, this.database, context, work);
  }

  private async within(
    login: Login,
    database: string | undefined,
    context: StrategyContext,
    work: (session: DatabaseSession) => Promise<void>,
  ): Promise<void> {
    const { host, port, caParameter } = this.plan;
    const ca = caParameter === undefined ? this.plan.ca : (await context.read(caParameter))[0];
    const session = await this.engine.open({ host, port, ca, signal: context.signal }, login, database);
    try {
      await work(session);
    } finally {
      await session.close();
    }
  }
}

function adminLogin(value: string, parameter: string, secret: string): Login {
  try {
    const { username, password } = JSON.parse(value) as Partial<Login>;
    if (typeof username === 'string' && typeof password === 'string' && username !== '') return { username, password };
  } catch {
    // Said below, without what was found.
  }
  throw new RotationError(
    'WrongAdmin',
    `${parameter}, the administrator for ${secret}, is not a JSON object with the texts username and password. Write it so.`,
  );
}

// Beyond ASCII, servers and drivers prepare passwords in ways of their own, and one that is set could not log in.
function checkPassword(password: string, { secret }: DatabasePlan): void {
  if (/^[\x20-\x7e]+$/.test(password)) return;
  throw new RotationError(
    'WrongForm',
    `The password that ${secret} is to have has characters beyond printable ASCII, ` +
      `which databases and their drivers do not agree on. Write one without them.`,
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && error.failure === 'LoginRefused';
}
