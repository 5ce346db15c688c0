import type { Terminal } from '../../../src/programs/cli/terminal';

/** A terminal that keeps what is written to it. */
export class CapturedTerminal implements Terminal {
  public readonly colours = false;
  public readonly interactive = false;
  private readonly written: string[] = [];
  private readonly told: string[] = [];

  public out(line: string): void {
    this.written.push(`${line}\n`);
  }

  public write(text: string): void {
    this.written.push(text);
  }

  public error(line: string): void {
    this.told.push(line);
  }

  /** What was asked for, without its last newline. */
  public get output(): string {
    return this.written.join('').replace(/\n$/, '');
  }

  /** Warnings and errors. */
  public get errors(): string {
    return this.told.join('\n');
  }
}
