import { canonicalIp, NAME_FAULTS } from '../../src/contracts/certificate-names';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8::0001', '2001:db8::1'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['::FFFF:C000:0201', '::ffff:c000:201'],
  ['::', '::'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
])('the address %s is %s', (text, expected) => {
  expect(canonicalIp(text)).toBe(expected);
});

test.each(['fe80::1%eth0', '192.0.2', '192.0.2.256', '010.0.0.1', '[::1]', '::1/64', '', 'api.example.com'])(
  '%s is no address of a certificate',
  (text) => {
    expect(canonicalIp(text)).toBeUndefined();
    expect(NAME_FAULTS.ip(text)).toContain('IP address');
  },
);

test.each(['192.0.2.1', '127.1', '0x7f.1', '2130706433', '::1', '2001:db8::1'])('%s is refused as a DNS name, being an address', (text) => {
  expect(NAME_FAULTS.dns(text)).toContain('is an IP address');
});

test.each([
  'api.example.com',
  '*.example.com',
  'API.Example.com',
  'localhost',
  '_acme.example.com',
  'xn--bcher-kva.example',
  '3com.com',
  'db-1',
])('%s is a DNS name', (text) => {
  expect(NAME_FAULTS.dns(text)).toBeUndefined();
});

test.each(['', 'a..b', 'api example', 'a.*.com', '-a.com', `${'a'.repeat(64)}.com`, 'bücher.example'])('%j is no DNS name', (text) => {
  expect(NAME_FAULTS.dns(text)).toBe('is not a DNS name');
});
