const MOST_IDS = 5_000;

/** Ids that this instance of the function met, as long as there is room: strangers could make it grow. */
export class Ids {
  private readonly met = new Set<string>();

  public has(id: string): boolean {
    return this.met.has(id);
  }

  /** Whether it is met for the first time, which it is not any more. */
  public isFirst(id: string): boolean {
    if (this.met.has(id)) return false;
    if (this.met.size >= MOST_IDS) this.met.clear();
    this.met.add(id);
    return true;
  }
}
