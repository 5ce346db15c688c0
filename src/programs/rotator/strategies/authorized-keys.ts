import { CurrentValue } from '../current';
import type { RotationPlan } from '../plan';
import { SecureStore } from '../secure-store';
import type { StrategyContext } from '../strategy';

/**
 * Public halves in the form of authorized_keys: one a line, in a parameter that other programs may write too.
 *
 * Lines of this secret end with its mark, `coffer:<secret>`. Any other line is somebody's, and stays.
 */
export class AuthorizedKeys {
  private readonly text: CurrentValue;
  private readonly mark: string;
  private readonly comment: string;

  /** @param plan that of the secret, with the name of this parameter in its place */
  constructor(
    plan: RotationPlan,
    secret: string,
    comment: string | undefined,
    private readonly context: StrategyContext,
  ) {
    this.text = new CurrentValue(plan, new SecureStore(context.aws));
    this.mark = ` coffer:${secret}`;
    this.comment = comment === undefined ? '' : ` ${comment}`;
  }

  public async has(half: string): Promise<boolean> {
    const now = await this.text.read(this.context.signal);
    return linesOf(now?.value).some((line) => halfIn(line) === half);
  }

  /** Adds public halves that are not there, and marks those that are. */
  public add(halves: readonly string[]): Promise<void> {
    return this.edit((lines) => [
      ...lines.map((line) => (halves.includes(halfIn(line)) && !line.endsWith(this.mark) ? `${line.trimEnd()}${this.mark}` : line)),
      ...halves.filter((half) => !lines.some((line) => halfIn(line) === half)).map((half) => `${half}${this.comment}${this.mark}`),
    ]);
  }

  public remove(halves: readonly string[]): Promise<void> {
    return this.edit((lines) => lines.filter((line) => !halves.includes(halfIn(line))));
  }

  /** Takes away the lines of this secret, but those of the halves that are kept. */
  public keep(halves: readonly string[]): Promise<void> {
    return this.edit((lines) => lines.filter((line) => halves.includes(halfIn(line)) || !line.endsWith(this.mark)));
  }

  private async edit(change: (lines: readonly string[]) => readonly string[]): Promise<void> {
    const { signal } = this.context;
    const from = await this.text.read(signal);
    let lines = linesOf(from?.value);
    let base = from?.version ?? 0;
    let there: readonly string[] = lines;
    for (;;) {
      const changed = change(lines);
      // Parameters are never empty; and without any line, nobody would get in.
      if (changed.length === 0) return;
      if (changed.length === there.length && changed.every((line) => there.includes(line))) return;
      const { version } = await this.text.promote(changed.map((line) => `${line}\n`).join(''), base, signal);
      const others = await this.linesBetween(base, version);
      if (others.length === 0) return;
      // The same change is made to what they wrote.
      lines = [...others, ...lines.filter((line) => !others.some((other) => isSame(other, line)))];
      there = changed;
      base = version;
    }
  }

  /**
   * What others wrote at the same time, and was written over: all of it, since they may have written over each other. A line
   * that one of them took out comes back, and goes again at the next daily look; one that is lost would lock somebody out.
   */
  private async linesBetween(base: number, version: number): Promise<string[]> {
    const lines: string[] = [];
    for (let between = base + 1; between < version; between++) {
      const found = linesOf((await this.text.at(between, this.context.signal))?.value);
      lines.push(...found.filter((line) => !lines.some((known) => isSame(known, line))));
    }
    return lines;
  }
}

/** Of two lines for one key, one is enough; what is no key, such as a comment, is the same as itself. */
function isSame(one: string, other: string): boolean {
  return halfIn(one) === '' ? one === other : halfIn(one) === halfIn(other);
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line.trim() !== '');
}

// Options may stand before the type of the key, and hold spaces within quotes (sshd: AUTHORIZED_KEYS FILE FORMAT).
function halfIn(line: string): string {
  const [half = ''] = /(?:ssh-|ecdsa-sha2-)[\w-]+ [A-Za-z0-9+/]+=*/.exec(line) ?? [];
  return half;
}
