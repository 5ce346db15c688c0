import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf, Written } from '../../../tools/compare/written';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'coffer-written-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** What is written of a text, where a zip with this content is bundled. */
function writtenOf(side: string, zip: string, text: (base64: string, checkout: string) => string): string {
  const checkout = join(scratch, side);
  mkdirSync(join(checkout, 'assets'), { recursive: true });
  writeFileSync(join(checkout, 'assets', 'rotator.zip'), zip);
  const target = join(scratch, `${side}-written`);
  new Written(target, checkout).json('file.json', JSON.parse(text(createHash('sha256').update(zip).digest('base64'), checkout)));
  return readFileSync(join(target, 'file.json'), 'utf8');
}

test('another folder, another order of members and another zip are no difference', () => {
  const one = writtenOf('one', 'zip', (hash, checkout) => JSON.stringify({ hash, path: `${checkout}/x` }));
  const two = writtenOf('two', 'another zip', (hash, checkout) => JSON.stringify({ path: `${checkout}/x`, hash }));
  expect(two).toBe(one);
});

test.each([
  ['a value', { name: 'a', stacktrace: ['x'] }, { name: 'b', stacktrace: ['x'] }, true],
  ['the order of a list', { list: ['a', 'b'] }, { list: ['b', 'a'] }, true],
  ['the order within a policy', { policy: '{"Action":"a","Effect":"b"}' }, { policy: '{"Effect":"b","Action":"a"}' }, true],
  ['where a warning was made', { message: 'a', stacktrace: ['x'] }, { message: 'a', stacktrace: ['y'] }, false],
])('%s: whether it is a difference', (_what, one, two, isOne) => {
  const [first, second] = [one, two].map((value, index) => writtenOf(String(index), 'zip', () => JSON.stringify(value)));
  expect(first !== second).toBe(isOne);
});

test('the bytes of executables and zips are not compared, and their presence is', () => {
  const from = join(scratch, 'from');
  mkdirSync(join(from, 'plugins'), { recursive: true });
  writeFileSync(join(from, 'plugins', 'terraform-provider-coffer_v0.1.0'), 'bytes');
  writeFileSync(join(from, 'manifest.yaml'), 'kind: Secret\n');
  const target = join(scratch, 'target');
  new Written(target, join(scratch, 'none')).copy('stack', from);
  expect(filesOf(target)).toEqual(['stack/manifest.yaml', 'stack/plugins/terraform-provider-coffer_v0.1.0']);
  expect(readFileSync(join(target, 'stack/plugins/terraform-provider-coffer_v0.1.0'), 'utf8')).toBe('<not compared>\n');
});

test('JSON with comments, as editors take it, is compared as text', () => {
  const from = join(scratch, 'from');
  mkdirSync(from, { recursive: true });
  writeFileSync(join(from, 'settings.json'), '// Written by synth\n{"b":1,"a":2}\n');
  writeFileSync(join(from, 'plain.json'), '{"b":1,"a":2}');
  const target = join(scratch, 'target');
  new Written(target, join(scratch, 'none')).copy('stack', from);
  expect(readFileSync(join(target, 'stack/settings.json'), 'utf8')).toBe('// Written by synth\n{"b":1,"a":2}\n');
  expect(JSON.parse(readFileSync(join(target, 'stack/plain.json'), 'utf8'))).toEqual({ a: 2, b: 1 });
});
