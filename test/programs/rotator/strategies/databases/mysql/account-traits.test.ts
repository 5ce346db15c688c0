import { accountTraits } from '../../../../../../src/programs/rotator/strategies/databases/mysql/account-traits';

const APP = ['app', '%'] as const;
const NO_LIMITS = 'MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0';

// As the manual of MySQL 8.0 shows it (SHOW CREATE USER).
test('a plain account of MySQL 8', () => {
  const created = "CREATE USER `app`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$6=;VRBt(' REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT";
  expect(accountTraits(created, APP)).toEqual({ plugin: 'caching_sha2_password', requirement: 'NONE', limits: NO_LIMITS, defaultRoles: 'NONE' });
});

test('an account with roles, requirements and limits', () => {
  const created = "CREATE USER `app`@`%` IDENTIFIED WITH 'mysql_native_password' AS '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4' DEFAULT ROLE `reader`@`%`,`writer`@`%` REQUIRE SUBJECT '/CN=app' AND ISSUER '/CN=ca' WITH MAX_QUERIES_PER_HOUR 500 MAX_USER_CONNECTIONS 20 PASSWORD EXPIRE INTERVAL 180 DAY ACCOUNT UNLOCK";
  expect(accountTraits(created, APP)).toEqual({
    plugin: 'mysql_native_password',
    requirement: "SUBJECT '/CN=app' AND ISSUER '/CN=ca'",
    limits: 'MAX_QUERIES_PER_HOUR 500 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 20',
    defaultRoles: '`reader`@`%`,`writer`@`%`',
  });
});

test('an account that logs in by something else than a password is refused', () => {
  const created = "CREATE USER `app`@`%` IDENTIFIED WITH 'authentication_ldap_simple' AS 'CANARY' REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK";
  expect(() => accountTraits(created, APP)).toThrow(/^(?!.*CANARY).*app@% logs in by authentication_ldap_simple/);
});
