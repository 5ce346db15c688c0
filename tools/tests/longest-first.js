// The order of test files: those that take longest begin, so that none of them is still at it when all others are done.
const Sequencer = require('@jest/test-sequencer').default;
const { recorded } = require('./durations');

module.exports = class LongestFirst extends Sequencer {
  secondsOf = recorded();

  /** Milliseconds: those of this machine's last run where it had one, and else the recorded ones. */
  time(test) {
    return super.time(test) ?? this.secondsOf(test.path) * 1000;
  }
};

// As tests import it; jest takes the module itself.
module.exports.default = module.exports;
