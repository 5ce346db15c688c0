import { availableParallelism } from 'node:os';
import { ExampleFolder } from './example-folder';
import { LocalAws } from '../../../tools/local-aws/local-aws';

/** What one example needs for itself while it is applied. */
export interface Lane {
  readonly aws: LocalAws;
  readonly folder: ExampleFolder;
}

/** Lets several examples be applied at once, each in a lane of its own. */
export class Lanes {
  private readonly all: Promise<Lane>[] = [];
  private readonly free: Lane[] = [];
  private readonly waiting: ((lane: Lane) => void)[] = [];

  constructor(private readonly most = Math.min(2, availableParallelism())) {}

  public async use<T>(run: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = await this.take();
    try {
      return await run(lane);
    } finally {
      const next = this.waiting.shift();
      if (next) next(lane);
      else this.free.push(lane);
    }
  }

  public async close(): Promise<void> {
    for (const lane of await Promise.allSettled(this.all)) {
      if (lane.status === 'rejected') continue;
      lane.value.folder.remove();
      await lane.value.aws.stop();
    }
  }

  private take(): Promise<Lane> | Lane {
    const lane = this.free.pop();
    if (lane) return lane;
    if (this.all.length < this.most) {
      const opened = LocalAws.start().then((aws) => ({ aws, folder: new ExampleFolder() }));
      this.all.push(opened);
      return opened;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
