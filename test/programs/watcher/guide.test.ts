import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleMessage, exampleNotices, exampleNoticesTable } from './example-notices';
import { FINDINGS } from '../../../src/contracts/audit/findings';

const guide = readFileSync(join(__dirname, '../../../docs/guides/audit.md'), 'utf8');

test('the guide shows a notice of each kind, and a whole message, as the watcher words them', async () => {
  expect((await exampleNotices()).map((notice) => notice?.kind)).toEqual([...FINDINGS]);
  expect(guide).toContain(await exampleNoticesTable());
  expect(guide).toContain(await exampleMessage());
});
