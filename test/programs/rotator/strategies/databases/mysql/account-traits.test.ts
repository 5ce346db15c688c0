import { accountTraits } from '../../../../../../src/programs/rotator/strategies/databases/mysql/account-traits';

const APP = ['app', '%'] as const;
const NO_LIMITS = 'MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0';

// As the manual of MySQL 8.0 shows it (SHOW CREATE USER).
test('a plain account of MySQL 8', () => {
  const created =
    "CREATE USER `app`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$6=;VRBt(' REQUIRE NONE PASSWORD EXPIRE DEFAULT " +
    'ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT';
  expect(accountTraits(created, APP)).toEqual({
    plugin: 'caching_sha2_password',
    requirement: 'NONE',
    limits: NO_LIMITS,
    expiry: 'DEFAULT',
    defaultRoles: 'NONE',
  });
});

test('an account with roles, requirements and limits', () => {
  const created =
    "CREATE USER `app`@`%` IDENTIFIED WITH 'mysql_native_password' AS '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4' DEFAULT " +
    "ROLE `reader`@`%`,`writer`@`%` REQUIRE SUBJECT '/CN=app' AND ISSUER '/CN=ca' WITH MAX_QUERIES_PER_HOUR 500 " +
    'MAX_USER_CONNECTIONS 20 PASSWORD EXPIRE INTERVAL 180 DAY ACCOUNT UNLOCK';
  expect(accountTraits(created, APP)).toEqual({
    plugin: 'mysql_native_password',
    requirement: "SUBJECT '/CN=app' AND ISSUER '/CN=ca'",
    limits: 'MAX_QUERIES_PER_HOUR 500 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 20',
    expiry: 'INTERVAL 180 DAY',
    defaultRoles: '`reader`@`%`,`writer`@`%`',
  });
});

// The server quotes what is in the hash, which is made of random characters.
test('an account whose hash has quotes, line breaks and words of the statement', () => {
  const created =
    "CREATE USER `app`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$\\'\n REQUIRE \\\"tM DEFAULT ROLE x' DEFAULT " +
    'ROLE `reader`@`%` REQUIRE SSL WITH MAX_CONNECTIONS_PER_HOUR 100 PASSWORD EXPIRE NEVER ACCOUNT UNLOCK PASSWORD HISTORY 6 ' +
    'PASSWORD REUSE INTERVAL 365 DAY PASSWORD REQUIRE CURRENT OPTIONAL FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 2';
  expect(accountTraits(created, APP)).toEqual({
    plugin: 'caching_sha2_password',
    requirement: 'SSL',
    limits: 'MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 100 MAX_USER_CONNECTIONS 0',
    expiry: 'NEVER',
    defaultRoles: '`reader`@`%`',
  });
});

test.each([
  '{\\"comment\\": \\"connections REQUIRE nothing DEFAULT ROLE none WITH MAX_USER_CONNECTIONS 9\\"}',
  '{"comment": "it\'\'s \\\' ATTRIBUTE \\\'x REQUIRE NONE"}',
])('what people note of an account is no trait of it (%s)', (attribute) => {
  const created =
    `CREATE USER \`app\`@\`%\` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$x' DEFAULT ROLE \`reader\`@\`%\` REQUIRE ` +
    `X509 PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE ` +
    `CURRENT DEFAULT ATTRIBUTE '${attribute}'`;
  expect(accountTraits(created, APP)).toEqual({
    plugin: 'caching_sha2_password',
    requirement: 'X509',
    limits: NO_LIMITS,
    expiry: 'DEFAULT',
    defaultRoles: '`reader`@`%`',
  });
});

test('a password that somebody has expired is no trait: the second account would be locked out', () => {
  const created =
    "CREATE USER `app`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 'x' REQUIRE NONE PASSWORD EXPIRE ACCOUNT UNLOCK " +
    'PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT';
  expect(accountTraits(created, APP)).toMatchObject({ requirement: 'NONE', expiry: undefined });
});

test('an account with more than one factor is refused', () => {
  const created =
    "CREATE USER `app`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 'CANARY' AND IDENTIFIED WITH " +
    "'authentication_ldap_sasl' AS 'CANARY' REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK";
  expect(() => accountTraits(created, APP)).toThrow(/^(?!.*CANARY)The account app@% logs in by more than one factor/);
});

test('an account that logs in by something else than a password is refused', () => {
  const created =
    "CREATE USER `app`@`%` IDENTIFIED WITH 'authentication_ldap_simple' AS 'CANARY' REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK";
  expect(() => accountTraits(created, APP)).toThrow(/^(?!.*CANARY).*app@% logs in by authentication_ldap_simple/);
});
