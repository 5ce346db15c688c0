/** What is told of one parameter, or of one invocation: names, regions and version numbers. */
export type LogFields = Readonly<Record<string, string | number | undefined>>;

/** Writes one line of JSON for each thing that happened, as CloudWatch Logs' filters read it. */
export class Log {
  constructor(private readonly write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {}

  public info(event: string, fields: LogFields = {}): void {
    this.line('info', event, fields);
  }

  public warn(event: string, fields: LogFields = {}): void {
    this.line('warn', event, fields);
  }

  public error(event: string, fields: LogFields = {}): void {
    this.line('error', event, fields);
  }

  private line(level: string, event: string, fields: LogFields): void {
    this.write(JSON.stringify({ level, event, ...fields }));
  }
}
