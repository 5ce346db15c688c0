import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BundledPackage, bundledPackages, noticesOf } from '../../../tools/notices/notices';

const ROOT = resolve(__dirname, '..', '..', '..');

/** Licenses under which a package may be in the bundles: what they ask for is that their text goes along. */
const TAKEN = /^(MIT|The MIT License|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)$/;

let packages: readonly BundledPackage[];
beforeAll(async () => {
  packages = await bundledPackages();
}, 120_000);

test(
  'the notices name every package in the bundles, with its version and license: after a change of dependencies, ' +
    'run npx projen notices',
  () => {
    expect(packages.length).toBeGreaterThan(50);
    expect(readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), 'utf8')).toBe(noticesOf(packages));
  },
);

test('they have the drivers of databases, the AWS SDK and gRPC, which different bundles are made of', () => {
  expect(packages.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['@aws-sdk/client-ssm', '@grpc/grpc-js', '@msgpack/msgpack', 'mysql2', 'pg']),
  );
});

test('no package is under a license that asks for more than its text', () => {
  expect(packages.filter(({ license }) => !TAKEN.test(license)).map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});

test('they go with the package', () => {
  expect(readFileSync(join(ROOT, '.npmignore'), 'utf8')).not.toMatch(/NOTICES|\*\.txt/);
});

test('a text that several packages have is there once', () => {
  const of = (name: string, text: string): BundledPackage => ({ name, version: '1.0.0', license: 'MIT', texts: text === '' ? [] : [text] });
  const text = noticesOf([of('a', 'Permission is granted.'), of('b', 'Another.'), of('c', 'Permission is granted.'), of('d', '')]);
  expect(text.match(/Permission is granted\./g)).toHaveLength(1);
  expect(text).toContain('a 1.0.0 (MIT)\nc 1.0.0 (MIT)\n\nPermission is granted.');
  expect(text).toContain('d 1.0.0 (MIT)\n\nIt comes without a text of its license.');
});
