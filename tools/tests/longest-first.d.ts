import Sequencer from '@jest/test-sequencer';

/** The order of test files: those that take longest begin. */
export default class LongestFirst extends Sequencer {}
