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
    let from = await this.text.read(signal);
    let base = from?.version ?? 0;
    for (;;) {
      const lines = linesOf(from?.value);
      const changed = change(lines);
      const isOver = base !== (from?.version ?? 0);
      // Parameters are never empty; and without any line, nobody would get in.
      if (changed.length === 0) return;
      if (!isOver && changed.length === lines.length && changed.every((line, index) => line === lines[index])) return;
      const { version, overtaken } = await this.text.promote(changed.map((line) => `${line}\n`).join(''), base, signal);
      if (overtaken === undefined) return;
      // Somebody else wrote at the same time: the same change is made to what they wrote.
      from = await this.text.at(overtaken, signal);
      base = version;
    }
  }
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line.trim() !== '');
}

// Options may stand before the type of the key, and hold spaces within quotes (sshd: AUTHORIZED_KEYS FILE FORMAT).
function halfIn(line: string): string {
  const [half = ''] = /(?:ssh-|ecdsa-sha2-)[\w-]+ [A-Za-z0-9+/]+=*/.exec(line) ?? [];
  return half;
}
