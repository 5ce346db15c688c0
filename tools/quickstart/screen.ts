/** Where text goes: standard output, or a test's own. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ScreenOptions {
  readonly output: Output;
  /** @default - colours on a terminal, unless NO_COLOR is set */
  readonly colours?: boolean;
  /** A clock in milliseconds. @default - the time since this process started */
  readonly now?: () => number;
}

/** What came of a step, and how long it took. */
export interface Done {
  readonly line: string;
  readonly ms: number;
}

const REDRAW_MS = 200;
const WIDTH = 72;

/** What somebody sees of a run: steps that tick off one after another, and text between them. */
export class Screen {
  private readonly output: Output;
  private readonly colours: boolean;
  private readonly now: () => number;
  private readonly begun: number;
  private closed = false;

  constructor(options: ScreenOptions) {
    this.output = options.output;
    this.colours = options.colours ?? (options.output.isTTY === true && !process.env.NO_COLOR);
    this.now = options.now ?? (() => performance.now());
    this.begun = this.now();
  }

  /** Seconds since the screen was made. */
  public get elapsed(): string {
    return seconds(this.now() - this.begun);
  }

  /**
   * Runs a step. While it runs, a terminal shows what it is at; when it is done, there is one line of what came of it.
   *
   * @param doing what is being done
   * @param run gets a function to say what it is at, and gives the line for when it is done; with the time that it took,
   * where it was under way before the step
   */
  public async step(doing: string, run: (at: (detail: string) => void) => Promise<string | Done>): Promise<void> {
    const start = this.now();
    let detail = '';
    const draw = () => this.transient(`  … ${doing}${detail === '' ? '' : `: ${detail}`} (${seconds(this.now() - start)})`);
    // Elsewhere than on a terminal nothing can be drawn over: what takes long is announced instead.
    const timer = this.output.isTTY ? setInterval(draw, REDRAW_MS) : setTimeout(() => this.line(`  … ${doing}`), 1000);
    try {
      const done = await run((at) => {
        detail = at;
      });
      this.transient('');
      const { line, ms } = typeof done === 'string' ? { line: done, ms: this.now() - start } : done;
      this.done(line, seconds(ms));
    } catch (error) {
      this.transient('');
      this.line(`  ${this.paint('31', '✗')} ${doing}`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Shows nothing more: what still runs is being stopped, and its failures say nothing. */
  public close(): void {
    this.closed = true;
  }

  /** A line with a tick. */
  public done(text: string, time = ''): void {
    const pad = time === '' ? '' : ' '.repeat(Math.max(2, WIDTH - text.length - time.length));
    this.line(`  ${this.paint('32', '✓')} ${text}${pad}${this.paint('2', time)}`);
  }

  public heading(text: string): void {
    this.line('');
    this.line(this.paint('1', text));
  }

  public line(text: string): void {
    this.transient('');
    if (!this.closed) this.output.write(`${text}\n`);
  }

  /** A line of which everything before the first `=` stands out. */
  public variable(text: string): void {
    const [name, ...rest] = text.split('=');
    this.line(`  ${this.paint('36', name!)}=${rest.join('=')}`);
  }

  /** A line of somebody else's output. */
  public quoted(text: string): void {
    this.line(this.paint('2', `    │ ${text}`));
  }

  private transient(text: string): void {
    if (!this.output.isTTY || this.closed) return;
    const width = this.output.columns ?? 80;
    this.output.write(`\r\u001b[K${text.length < width ? text : `${text.slice(0, width - 2)}…`}`);
  }

  private paint(code: string, text: string): string {
    return this.colours && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
