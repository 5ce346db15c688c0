/** What the replicator's log says where a record is gone while its copy is kept: an alarm counts these lines. */
export const SOURCE_MISSING = 'SourceMissing';
