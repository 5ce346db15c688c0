import { setTimeout as sleep } from 'node:timers/promises';

/** One look of a consumer at its secret. */
export interface Look {
  /** When it had read the secret, in milliseconds. */
  readonly at: number;
  readonly failed: boolean;
}

/** A program that reads its secret and logs in by it, again and again. */
export class Consumer {
  /** @param use reads the secret, and uses it once */
  public static start(use: () => Promise<unknown>): Consumer {
    const consumer = new Consumer(use);
    consumer.done = consumer.loop();
    return consumer;
  }

  public readonly looks: Look[] = [];
  private done: Promise<void> = Promise.resolve();
  private stopped = false;

  private constructor(private readonly use: () => Promise<unknown>) {}

  public get failures(): number {
    return this.looks.filter(({ failed }) => failed).length;
  }

  /** The longest time in a row without a success, in milliseconds. */
  public get gap(): number {
    let [gap, since] = [0, this.looks[0]?.at ?? 0];
    for (const { at, failed } of this.looks) {
      if (!failed) since = at;
      else gap = Math.max(gap, at - since);
    }
    return gap;
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      const at = performance.now();
      const failed = await this.use().then(
        () => false,
        () => true,
      );
      this.looks.push({ at, failed });
      await sleep(1);
    }
  }
}

/** Tries for two seconds and more, as a program does that knows that its password changes. */
export async function patiently<T>(use: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await use();
    } catch (error) {
      if (tries === 40) throw error;
      await sleep(50);
    }
  }
}
