import { METRICS_NAMESPACE, VAULT_DIMENSION } from '../../contracts/rotation/metrics';

/** What a line of the log says besides its message. Names, numbers and codes; never a value. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes the function's log: one JSON object a line, as CloudWatch Logs Insights takes it apart. */
export class Log {
  constructor(
    private readonly common: Facts = {},
    private readonly write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
  ) {}

  /** A log whose every line says these facts too. */
  public with(facts: Facts): Log {
    return new Log({ ...this.common, ...facts }, this.write);
  }

  public info(message: string, facts: Facts = {}): void {
    this.line('INFO', message, facts);
  }

  public warn(message: string, facts: Facts = {}): void {
    this.line('WARN', message, facts);
  }

  public error(message: string, facts: Facts = {}): void {
    this.line('ERROR', message, facts);
  }

  /** Numbers that CloudWatch makes metrics of (CloudWatch: Embedded metric format), in the namespace Coffer by vault. */
  public metrics(vault: string, numbers: Readonly<Record<string, number>>, now: Date): void {
    this.write(
      JSON.stringify({
        _aws: {
          Timestamp: now.getTime(),
          CloudWatchMetrics: [
            {
              Namespace: METRICS_NAMESPACE,
              Dimensions: [[VAULT_DIMENSION]],
              Metrics: Object.keys(numbers).map((Name) => ({ Name, Unit: 'Count' })),
            },
          ],
        },
        [VAULT_DIMENSION]: vault,
        ...numbers,
      }),
    );
  }

  private line(level: string, message: string, facts: Facts): void {
    this.write(JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...this.common, ...facts }));
  }
}
