import Sequencer from '@jest/test-sequencer';

/** The order of test files: those that take longest begin. */
declare class LongestFirst extends Sequencer {}
export = LongestFirst;
