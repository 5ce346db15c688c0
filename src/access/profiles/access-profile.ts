/** What somebody does with whole services, named for what they run. */
export enum AccessProfile {
  /** Run programs with the variables of a service: `chamber exec`, `env` and `export`. */
  EXEC = 'exec',
  /**
   * Look up names, and values by their names: `chamber list` and `read`. No history; but whoever may read a value by its name may
   * ask Parameter Store for a former one by its number too (`GetParameters` of `<name>:<version>`).
   */
  READ = 'read',
  /** Write values, also of new secrets: `chamber write` and `import`, and all of `READ`, since chamber reads before it writes. */
  WRITE = 'write',
  /** All that chamber does with a service: `EXEC` and `WRITE`, and `chamber delete`, `history`, `read --version` and `tag`. */
  ADMIN = 'admin',
  /** Rotate by a program of one's own: read versions, write the next one, and label them. */
  ROTATE = 'rotate',
  /** See what there is, its tags and its history, and no value: `chamber list`, `history` and `tag read`. */
  AUDIT = 'audit',
}
