import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { databaseRecipe, type DatabaseRotationProps } from './database-rotation';
import { functionRecipe, type FunctionRotationProps } from './function-rotation';
import { randomRecipe, type RandomRotationProps } from './random-rotation';
import type { RotationRecipe } from './recipe';
import { type ReminderProps, reminderRecipe } from './reminder';
import type { AnyStrategySpec } from '../contracts/rotation/strategies';
import { OwnKind } from '../terraform/own-kind';

/**
 * How a secret gets a new value from time to time: by the vault's rotator, a Lambda function that makes a value, has it
 * accepted, proves it by using it, and only then makes it the current one.
 */
export class Rotation {
  /**
   * A random value, which all its readers read here: a signing key, or a password that no server has to be told.
   *
   * Throws a SecretSourceError if no such value can be made.
   *
   * @param props when, and what it looks like
   */
  public static random(props: RandomRotationProps = {}): Rotation {
    return new Rotation(randomRecipe(props));
  }

  /**
   * The password of a user of PostgreSQL.
   *
   * Throws a RotationError if it could not be carried out.
   *
   * @param props server, user, and when
   */
  public static postgresql(props: DatabaseRotationProps): Rotation {
    return new Rotation(databaseRecipe('postgresql', props));
  }

  /**
   * The password of a user of MySQL or MariaDB.
   *
   * Throws a RotationError if it could not be carried out.
   *
   * @param props server, user, and when
   */
  public static mysql(props: DatabaseRotationProps): Rotation {
    return new Rotation(databaseRecipe('mysql', props));
  }

  /**
   * By a function of your own, which is asked to `create`, `set`, `test` and `finish` with the payload
   * `{"step","secret","pending","run"}`: names, and never a value. To `create` it answers `{"generate": true}`, or writes the
   * value into `/_coffer/supplied/<service>/<key>`; in the other steps it reads the parameter that `pending` names: one line
   * of JSON, then the value. Staging, locks, retries and events are the rotator's.
   *
   * @param handler the function
   * @param props when, and its role
   */
  public static lambdaFunction(handler: LambdaFunction, props: FunctionRotationProps = {}): Rotation {
    return new Rotation(functionRecipe(handler.arn, props));
  }

  /**
   * By people, whom the vault's topic reminds.
   *
   * @param props when
   */
  public static reminder(props: ReminderProps = {}): Rotation {
    return new Rotation(reminderRecipe(props));
  }

  /**
   * By any strategy, in this package or outside it.
   *
   * @internal
   */
  public static _by(recipe: RotationRecipe<AnyStrategySpec>): Rotation {
    return new Rotation(recipe);
  }

  /** @internal */
  public readonly _recipe: RotationRecipe<AnyStrategySpec>;

  private constructor(recipe: RotationRecipe<AnyStrategySpec>) {
    this._recipe = recipe;
  }
}

/** Rotations of this package. */
export const ROTATIONS = new OwnKind('Rotation', Rotation);
