import { nativeHash, nativeHashes, serverVersion } from '../../../../../../src/programs/rotator/strategies/databases/mysql/accounts';

const [ONE, TWO] = [`*${'A1'.repeat(20)}`, `*${'B2'.repeat(20)}`];

test.each([
  ['10.11.19-MariaDB-0+deb12u1-log', true, true],
  ['5.5.5-10.3.39-MariaDB', true, false],
  ['11.4.2-MariaDB', true, true],
  ['8.0.36', false, true],
  ['8.0.13', false, false],
  ['5.7.44-log', false, false],
  ['9.1.0', false, true],
  ['something', false, false],
])('version %s', (text, isMariaDb, takesTwo) => {
  expect(serverVersion(text)).toEqual({ isMariaDb, takesTwo });
});

test("the hash of a password is MySQL's own", () => {
  // PASSWORD('one') of MariaDB 10.11.
  expect(nativeHash('one')).toBe('*74445CD742AF268FD22866DA0D12758951D638F7');
});

test.each([
  [`CREATE USER \`u\`@\`%\` IDENTIFIED BY PASSWORD '${ONE}'`, [ONE]],
  [
    `CREATE USER \`u\`@\`%\` IDENTIFIED VIA mysql_native_password USING '${ONE}' OR mysql_native_password USING '${TWO}' REQUIRE SSL`,
    [ONE, TWO],
  ],
  ['CREATE USER `u`@`%`', []],
  ['CREATE USER `u`@`%` REQUIRE SSL WITH MAX_USER_CONNECTIONS 5', []],
  [`CREATE USER \`u\`@\`%\` IDENTIFIED BY PASSWORD '${ONE}' PASSWORD EXPIRE NEVER`, [ONE]],
])('%s has the hashes of its passwords', (created, hashes) => {
  expect(nativeHashes(created, ['u', '%'])).toEqual(hashes);
});

test.each(["ed25519 USING 'abc'", `unix_socket OR mysql_native_password USING '${ONE}'`, 'pam'])(
  'an account that logs in by %s is refused',
  (method) => {
    expect(() => nativeHashes(`CREATE USER \`u\`@\`%\` IDENTIFIED VIA ${method}`, ['u', '%'])).toThrow(
      /The account u@% logs in by (ed25519|unix_socket|pam), /,
    );
  },
);
