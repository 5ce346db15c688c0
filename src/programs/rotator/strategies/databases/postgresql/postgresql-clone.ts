import { RotationError } from '../../../rotation-error';
import type { RunStatement } from '../statement';

interface RoleSetting {
  /** Undefined for every database. */
  readonly database: string | undefined;
  readonly name: string;
  readonly value: string;
}

// Settings whose text is a list of quoted names: as one text, they would be one name (PostgreSQL: ALTER ROLE, pg_settings).
const LISTS = new Set(['search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries']);

/**
 * The second one of two users in PostgreSQL: a member of the first one that becomes it whenever it logs in.
 *
 * So it has the first one's rights at any time, also those that are granted later; what it makes belongs to the first
 * one, and either can change what the other one made.
 */
export class PostgresqlClone {
  constructor(
    private readonly base: string,
    private readonly clone: string,
    private readonly run: RunStatement,
    private readonly quoted: { readonly identifier: (text: string) => string; readonly literal: (text: string) => string },
  ) {}

  /** @throws RotationError where a role of that name is somebody else's, or the first user is not there */
  public async make(): Promise<void> {
    const [base, clone] = [this.base, this.clone].map(this.quoted.identifier);
    const [found] = await this.run(
      'SELECT b.oid AS base, c.oid AS clone,' +
        ' EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = b.oid AND m.member = c.oid) AS member' +
        ' FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_roles b ON b.rolname = $1 LEFT JOIN pg_catalog.pg_roles c ON c.rolname = $2',
      [this.base, this.clone],
    );
    if (found!.base === null) {
      throw new RotationError(
        'NoSuchUser',
        `There is no role ${this.base} for ${this.clone} to take turns with. Make it, or correct username in the stack.`,
      );
    }
    if (found!.clone === null) {
      // In one statement: a role that is cut off here is never mistaken for somebody else's.
      await this.run(`CREATE ROLE ${clone} LOGIN IN ROLE ${base}`);
    } else if (found!.member !== true) {
      throw new RotationError(
        'NotOurs',
        `There is a role ${this.clone} that is no member of ${this.base}, so that it is somebody else's. Rename it, or GRANT it ` +
          `${this.base} if it is to be the second user.`,
      );
    }
    await this.run(`ALTER ROLE ${clone} SET role = ${this.quoted.literal(this.base)}`);
    await this.copySettings();
  }

  private async copySettings(): Promise<void> {
    const wanted = await this.settingsOf(this.base);
    const there = await this.settingsOf(this.clone);
    const same = (one: RoleSetting) => (other: RoleSetting) => one.name === other.name && one.database === other.database;
    for (const setting of there) {
      if (setting.name !== 'role' && !wanted.some(same(setting))) {
        await this.alter(setting, `RESET ${this.quoted.identifier(setting.name)}`);
      }
    }
    for (const setting of wanted) {
      if (setting.name === 'role' || there.find(same(setting))?.value === setting.value) continue;
      const name = this.quoted.identifier(setting.name);
      if (LISTS.has(setting.name)) {
        await this.run('SELECT pg_catalog.set_config($1, $2, false)', [setting.name, setting.value]);
        await this.alter(setting, `SET ${name} FROM CURRENT`);
      } else {
        await this.alter(setting, `SET ${name} = ${this.quoted.literal(setting.value)}`);
      }
    }
  }

  private async alter({ database }: RoleSetting, change: string): Promise<void> {
    const { identifier } = this.quoted;
    await this.run(`ALTER ROLE ${identifier(this.clone)} ${database === undefined ? '' : `IN DATABASE ${identifier(database)} `}${change}`);
  }

  private async settingsOf(role: string): Promise<RoleSetting[]> {
    const rows = await this.run(
      'SELECT d.datname AS database, one.setting AS setting FROM pg_catalog.pg_db_role_setting s' +
        ' JOIN pg_catalog.pg_roles r ON r.oid = s.setrole LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase' +
        ' CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS one(setting) WHERE r.rolname = $1 ORDER BY 1, 2',
      [role],
    );
    return rows.map(({ database, setting }) => {
      const [name] = String(setting).split('=', 1);
      return { database: database === null ? undefined : String(database), name: name!, value: String(setting).slice(name!.length + 1) };
    });
  }
}
