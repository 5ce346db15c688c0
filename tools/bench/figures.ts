/**
 * Results of the benchmark under flat keys, such as `plan.1000.coffer.seconds`: a contract with whoever reads
 * `--json`, so a key never changes its meaning.
 */
export class Figures {
  private readonly figures = new Map<string, number | boolean>();

  /** Sets a figure, rounded to what can be told apart. */
  public set(key: string, value: number | boolean): void {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new RangeError(`Figure '${key}' is ${value}. Measure it, or leave it out.`);
    }
    this.figures.set(key, typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  }

  /** A figure; undefined where it was not measured. */
  public get(key: string): number | undefined {
    const value = this.figures.get(key);
    return typeof value === 'number' ? value : undefined;
  }

  public has(key: string): boolean {
    return this.figures.has(key);
  }

  public toJSON(): Record<string, number | boolean> {
    return Object.fromEntries(this.figures);
  }
}
