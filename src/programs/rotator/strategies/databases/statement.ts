/** Runs one statement of SQL and answers its rows. The driver puts the values in, so that none has to be quoted here. */
export type RunStatement = (sql: string, values?: readonly string[]) => Promise<ReadonlyArray<Record<string, unknown>>>;
