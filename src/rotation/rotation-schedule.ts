import { Token } from 'cdktf';
import { CRON_FIELDS, cronFault } from './cron-fields';
import { RotationError } from '../errors';

/** What every schedule may say. */
export interface RotationScheduleOptions {
  /**
   * IANA name of the time zone that a cron expression, and the time of day, are in.
   *
   * @default UTC
   */
  readonly timeZone?: string;

  /**
   * Minutes after the scheduled time within which a rotation may begin, 1 to 1440. Write 0 for none (EventBridge Scheduler:
   * Flexible time windows).
   *
   * @default 15
   */
  readonly windowMinutes?: number;

  /**
   * First moment of the schedule, such as 2027-01-01T00:00:00Z.
   *
   * @default - at once
   */
  readonly startDate?: string;

  /**
   * Last moment of the schedule.
   *
   * @default - none
   */
  readonly endDate?: string;

  /**
   * Whether to rest: the schedule stays, disabled, and rotations by hand still work.
   *
   * @default false
   */
  readonly paused?: boolean;
}

/** Minutes of the window where nobody gives any. */
export const WINDOW_MINUTES = 15;

/** Units of a rate. */
export enum RateUnit {
  /** Minutes. */
  MINUTES = 'minutes',
  /** Hours. */
  HOURS = 'hours',
  /** Days of 24 hours. */
  DAYS = 'days',
}

/** When a secret is rotated (EventBridge Scheduler: Schedule types). */
export abstract class RotationSchedule {
  /**
   * As soon as the value is so many days old, looked at once a day: a value that was replaced by hand meanwhile has its
   * days again, and a rotation that failed is tried again the next day. The time of day follows from the secret's name,
   * so that many secrets are spread over the day.
   *
   * Throws a RotationError if days is out of range.
   *
   * @param days 1 to 365
   * @param options time zone and the like
   */
  public static afterDays(days: number, options: RotationScheduleOptions = {}): RotationSchedule {
    return new AfterDays(days, options);
  }

  /**
   * At a fixed rate, whatever happened between, such as every 12 hours.
   *
   * Throws a RotationError if it is out of range.
   *
   * @param value how many units, from 1, but at least 10 minutes, since a rotation takes its time
   * @param unit the unit
   * @param options window and the like
   */
  public static rate(value: number, unit: RateUnit, options: RotationScheduleOptions = {}): RotationSchedule {
    return new Rate(value, unit, options);
  }

  /**
   * By a cron expression.
   *
   * Throws a RotationError if it does not have six fields, or one is out of its range.
   *
   * @param expression its six fields: minutes, hours, day of month, month, day of week and year, such as `0 3 ? * SUN *`
   * @param promisedDays days after which the daily check calls the secret overdue, 1 to 400
   * @param options time zone and the like
   */
  public static cron(expression: string, promisedDays: number, options: RotationScheduleOptions = {}): RotationSchedule {
    return new Cron(expression, promisedDays, options);
  }

  /**
   * Days that it promises a value to be renewed within.
   *
   * @internal
   */
  public abstract readonly _promisedDays: number;

  /** @internal */
  public readonly _options: RotationScheduleOptions;

  /** @internal */
  protected constructor(options: RotationScheduleOptions) {
    this._options = options;
    const window = options.windowMinutes ?? WINDOW_MINUTES;
    if (!Number.isInteger(window) || window < 0 || window > 1440) {
      throw new RotationError(
        'RotationSchedule',
        `windowMinutes is ${window}`,
        'Write a whole number of minutes from 1 to 1440, or 0 for no window.',
      );
    }
    for (const [name, date] of Object.entries({ startDate: options.startDate, endDate: options.endDate })) {
      if (date === undefined || Token.isUnresolved(date) || (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(date) && !Number.isNaN(Date.parse(date)))) {
        continue;
      }
      throw new RotationError('RotationSchedule', `${name} is '${date}'`, 'Write it in UTC, like 2027-01-01T00:00:00Z.');
    }
    const { startDate, endDate } = options;
    if (
      startDate !== undefined &&
      endDate !== undefined &&
      !Token.isUnresolved(startDate) &&
      !Token.isUnresolved(endDate) &&
      Date.parse(endDate) <= Date.parse(startDate)
    ) {
      throw new RotationError(
        'RotationSchedule',
        `endDate ${endDate} is not after startDate ${startDate}`,
        'Write a later endDate, or leave it out.',
      );
    }
    if (options.timeZone !== undefined && !Token.isUnresolved(options.timeZone) && !isTimeZone(options.timeZone)) {
      throw new RotationError('RotationSchedule', `timeZone '${options.timeZone}' is not one`, 'Write the IANA name, like Europe/Berlin.');
    }
  }

  /**
   * What the scheduler is told: an expression of its own, at a place in time that follows from a hash (0 to 1).
   *
   * @internal
   */
  public abstract _expression(spread: number): string;

  /**
   * Days that the value has to be old; undefined where the schedule alone decides.
   *
   * @internal
   */
  public _leastDays(): number | undefined {
    return undefined;
  }
}

class AfterDays extends RotationSchedule {
  public readonly _promisedDays: number;

  constructor(days: number, options: RotationScheduleOptions) {
    super(options);
    if (!Number.isInteger(days) || days < 1 || days > 365) {
      throw new RotationError('RotationSchedule.afterDays', `days is ${days}`, 'Write a whole number of days from 1 to 365.');
    }
    this._promisedDays = days;
  }

  /** @internal */
  public _expression(spread: number): string {
    const minute = Math.floor(spread * 1440);
    return `cron(${minute % 60} ${Math.floor(minute / 60)} * * ? *)`;
  }

  /** @internal */
  public _leastDays(): number {
    return this._promisedDays;
  }
}

const MINUTES = { [RateUnit.MINUTES]: 1, [RateUnit.HOURS]: 60, [RateUnit.DAYS]: 1440 };

class Rate extends RotationSchedule {
  public readonly _promisedDays: number;

  constructor(
    private readonly value: number,
    private readonly unit: RateUnit,
    options: RotationScheduleOptions,
  ) {
    super(options);
    const minutes = value * MINUTES[unit];
    if (!Number.isInteger(value) || value < 1 || minutes < 10 || minutes > 365 * 1440) {
      throw new RotationError(
        'RotationSchedule.rate',
        `the rate is ${value} ${unit}`,
        'Write whole units, of at least 10 minutes and at most 365 days in all.',
      );
    }
    this._promisedDays = Math.max(1, Math.ceil(minutes / 1440));
  }

  /** @internal */
  public _expression(): string {
    return `rate(${this.value} ${this.value === 1 ? this.unit.slice(0, -1) : this.unit})`;
  }
}

class Cron extends RotationSchedule {
  public readonly _promisedDays: number;
  private readonly fields: string;

  constructor(expression: string, promisedDays: number, options: RotationScheduleOptions) {
    super(options);
    this.fields = expression.replace(/^cron\((.*)\)$/, '$1').trim();
    const fields = this.fields.split(/\s+/);
    if (fields.length !== CRON_FIELDS) {
      throw new RotationError(
        'RotationSchedule.cron',
        `'${expression}' does not have six fields`,
        'Write minutes, hours, day of month, month, day of week and year, like 0 3 ? * SUN *.',
      );
    }
    if ((fields[2] === '?') === (fields[4] === '?')) {
      throw new RotationError(
        'RotationSchedule.cron',
        `'${expression}' needs '?' in either the day of the month or the day of the week`,
        'Write ? in the one that does not matter.',
      );
    }
    const fault = cronFault(fields);
    if (fault) throw new RotationError('RotationSchedule.cron', `'${expression}' ${fault.problem}`, fault.remedy);
    if (!Number.isInteger(promisedDays) || promisedDays < 1 || promisedDays > 400) {
      throw new RotationError('RotationSchedule.cron', `promisedDays is ${promisedDays}`, 'Write a whole number of days from 1 to 400.');
    }
    this._promisedDays = promisedDays;
  }

  /** @internal */
  public _expression(): string {
    return `cron(${this.fields})`;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
