// Says at the end of a run which test files took longest.
const { relative } = require('node:path');
const { record } = require('./durations');

const SHOWN = 10;

module.exports = class SlowestFiles {
  onRunComplete(_contexts, { testResults }) {
    const files = testResults.map(({ testFilePath, perfStats: { start, end } }) => [testFilePath, (end - start) / 1000]).sort(([, one], [, other]) => other - one);
    if (process.env.COFFER_RECORD) record(files);
    if (files.length <= SHOWN) return;
    const sum = files.reduce((total, [, seconds]) => total + seconds, 0);
    const lines = files.slice(0, SHOWN).map(([path, seconds]) => `${seconds.toFixed(0).padStart(5)} s  ${relative(process.cwd(), path)}`);
    console.log([`\nThe slowest ${SHOWN} of ${files.length} files, which took ${sum.toFixed(0)} s one after the other:`, ...lines].join('\n'));
  }
};
