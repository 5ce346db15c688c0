const { basename } = require('node:path');
// A part of jest, made to be extended (Jest: testSequencer).
const { default: Sequencer } = require('@jest/test-sequencer');

const LONGEST = ['types', 'everything', 'rotation', 'application-secrets', 'existing-estate'];

/** Begins with the files that take longest, also where jest has not seen them run yet: else one of them is left for the end, alone. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.indexOf(basename(path, '.e2e.ts'));
      return place < 0 ? LONGEST.length : place;
    };
    return [...tests].sort((one, other) => rank(one) - rank(other) || one.path.localeCompare(other.path));
  }
};
