import type { AccountTraits } from './account-traits';
import type { Account } from './accounts';
import { grantOf, revocationOf, withoutStaleDefaults, type Grant } from './grants';
import { RotationError } from '../../../rotation-error';
import type { RunStatement } from '../statement';

/**
 * The second one of two users in MySQL and MariaDB: an account with the same grants, which are copied whenever its turn
 * comes. An account cannot be granted to another one in MariaDB.
 */
export class MysqlClone {
  constructor(
    private readonly base: Account,
    private readonly clone: Account,
    private readonly run: RunStatement,
    private readonly escape: (text: string) => string,
  ) {}

  /** Gives the second account what the first one has, and takes from it what that one has no more. */
  public async copyGrants(): Promise<void> {
    const wanted = await this.grantsOf(this.base);
    const there = await this.grantsOf(this.clone);
    const surplus = there.filter((grant) => !wanted.some(same(grant)));
    if (surplus.length > 0 && !surplus.every(isNoRight)) {
      for (const revocation of surplus.flatMap((grant) => revocationOf(grant) ?? [])) await this.make(revocation);
      await this.make({ before: 'REVOKE ALL PRIVILEGES, GRANT OPTION FROM ', after: '' });
    }
    for (const grant of wanted) {
      // All of them after a revocation; what is there already is granted again to no effect.
      if (surplus.length > 0 || !there.some(same(grant))) await this.make(grant);
    }
  }

  /** Whether the second account has just the rights of the first one, and any at all. */
  public async hasSameGrants(): Promise<boolean> {
    const [wanted, there] = [await this.grantsOf(this.base), await this.grantsOf(this.clone)];
    return !wanted.every(isNoRight) && wanted.length === there.length && wanted.every((grant) => there.some(same(grant)));
  }

  /** Gives the second account what of the first one is no grant in MySQL. After its roles are granted. */
  public async takeOn({ requirement, limits, expiry, defaultRoles }: AccountTraits): Promise<void> {
    await this.make({
      before: 'ALTER USER ',
      after: ` REQUIRE ${requirement} WITH ${limits}${expiry === undefined ? '' : ` PASSWORD EXPIRE ${expiry}`}`,
    });
    await this.make({ before: 'ALTER USER ', after: ` DEFAULT ROLE ${defaultRoles}` });
  }

  private async grantsOf(account: Account): Promise<Grant[]> {
    const rows = await this.run('SHOW GRANTS FOR ?@?', account);
    return withoutStaleDefaults(
      rows.map((row) => {
        const grant = grantOf(String(Object.values(row)[0]));
        if (grant) return grant;
        // Nothing of the statement: it may have the hash of a password.
        throw new RotationError(
          'UnknownGrant',
          `SHOW GRANTS says something of ${account.join('@')} that is not understood, so that its rights cannot be given to ` +
            `${this.clone.join('@')}. Use a single user, and tell us of the version of the server.`,
        );
      }),
    );
  }

  private async make({ before, after }: Grant): Promise<void> {
    await this.run(`${before}${this.clone.map(this.escape).join('@')}${after}`);
  }
}

function same(one: Grant) {
  return (other: Grant): boolean => one.before === other.before && one.after === other.after;
}

// What every account has.
function isNoRight({ before, after }: Grant): boolean {
  return before === 'GRANT USAGE ON *.* TO ' && after === '';
}
