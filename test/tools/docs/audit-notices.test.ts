import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDINGS } from '../../../src/contracts/audit/findings';
import { noticesSection } from '../../../tools/docs/audit/notices-section';
import { withSection } from '../../../tools/docs/audit/section';

test('docs/guides/audit.md shows each kind of notice as the watcher words it', async () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'guides', 'audit.md'), 'utf8');
  const section = await noticesSection();
  expect(withSection(page, section)).toBe(page);
  expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind)).toEqual([...FINDINGS]);
});

test('a page without the marks is refused, not written over', () => {
  expect(() => withSection('# A page\n', 'section')).toThrow('does not have the lines');
});
