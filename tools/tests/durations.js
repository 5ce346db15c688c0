// How long test files take, in seconds, where that is long: recorded by COFFER_RECORD=1, for machines that have not run them.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const FILE = join(__dirname, 'durations.json');
/** What takes less comes last in any order. */
const LONG_SECONDS = 5;

/** By the end of the path, which stays where a folder moves as a whole. */
function recorded() {
  const seconds = existsSync(FILE) ? Object.entries(JSON.parse(readFileSync(FILE, 'utf8'))) : [];
  return (path) => seconds.find(([end]) => path.endsWith(`/${end}`))?.[1] ?? 0;
}

/** @param durations pairs of a path and its seconds; files that are not among them keep theirs */
function record(durations) {
  const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
  for (const [path, seconds] of durations) {
    const end = path.split('/').slice(-3).join('/');
    if (seconds >= LONG_SECONDS) kept[end] = Math.round(seconds); else delete kept[end];
  }
  const longestFirst = Object.entries(kept).sort(([, one], [, other]) => other - one);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(longestFirst), null, 2)}\n`);
}

module.exports = { record, recorded };
