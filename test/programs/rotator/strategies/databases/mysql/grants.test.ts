import { grantOf, revocationOf, withoutStaleDefaults } from '../../../../../../src/programs/rotator/strategies/databases/mysql/grants';

const HASH = '*74445CD742AF268FD22866DA0D12758951D638F7';

test.each([
  // As MariaDB 10.11 says it, and MySQL 8.0.
  ['GRANT SELECT, INSERT ON `app`.* TO `u`@`%`', 'GRANT SELECT, INSERT ON `app`.* TO ', ''],
  [
    `GRANT USAGE ON *.* TO \`u\`@\`%\` IDENTIFIED BY PASSWORD '${HASH}' REQUIRE SSL WITH MAX_USER_CONNECTIONS 5`,
    'GRANT USAGE ON *.* TO ',
    ' REQUIRE SSL WITH MAX_USER_CONNECTIONS 5',
  ],
  [
    `GRANT USAGE ON *.* TO \`u\`@\`%\` IDENTIFIED VIA mysql_native_password USING '${HASH}' OR ed25519 USING 'REQUIRE WITH'`,
    'GRANT USAGE ON *.* TO ',
    '',
  ],
  ['GRANT SELECT ON ` TO ``x``@``y`.* TO `u`@`%` WITH GRANT OPTION', 'GRANT SELECT ON ` TO ``x``@``y`.* TO ', ' WITH GRANT OPTION'],
  ['GRANT `reader`@`%` TO `u`@`%` WITH ADMIN OPTION', 'GRANT `reader`@`%` TO ', ' WITH ADMIN OPTION'],
  ['SET DEFAULT ROLE `reader` FOR `u`@`%`', 'SET DEFAULT ROLE `reader` FOR ', ''],
  ['REVOKE SELECT ON `mysql`.* FROM `u`@`%`', 'REVOKE SELECT ON `mysql`.* FROM ', ''],
  ["GRANT PROXY ON ''@'%' TO 'u'@'localhost' WITH GRANT OPTION", "GRANT PROXY ON ''@'%' TO ", ' WITH GRANT OPTION'],
  ["GRANT SELECT ON `a`.* TO `it's``me`@`%`", 'GRANT SELECT ON `a`.* TO ', ''],
])('%s is cut where it says whom it is for', (shown, before, after) => {
  expect(grantOf(shown)).toEqual({ before, after });
});

test.each(['DROP TABLE `a` TO `u`@`%`', 'GRANT SELECT ON `a`.*', 'something else', ''])('%p is not understood', (shown) => {
  expect(grantOf(shown)).toBeUndefined();
});

test('no hash of a password stays', () => {
  expect(
    JSON.stringify(grantOf(`GRANT ALL PRIVILEGES ON *.* TO \`u\`@\`%\` IDENTIFIED BY PASSWORD '${HASH}' WITH GRANT OPTION`)),
  ).not.toContain(HASH);
});

test('a role is taken away by what granted it, and nothing else is', () => {
  expect(revocationOf({ before: 'GRANT `a``b` TO ', after: ' WITH ADMIN OPTION' })).toEqual({ before: 'REVOKE `a``b` FROM ', after: '' });
  expect(revocationOf({ before: 'GRANT SELECT ON `a`.* TO ', after: '' })).toBeUndefined();
});

test('a default role counts only while it is granted', () => {
  const granted = { before: 'GRANT `a` TO ', after: '' };
  const [a, b] = ['a', 'b'].map((role) => ({ before: `SET DEFAULT ROLE \`${role}\` FOR `, after: '' })) as [typeof granted, typeof granted];
  expect(withoutStaleDefaults([granted, a, b])).toEqual([granted, a]);
});
