import { type CompleteDatabaseSettings, DatabaseSecretForm, DatabaseUsers } from '../../../../contracts/rotation/database';
import type { RotationPlan } from '../../plan';
import { RotationError } from '../../rotation-error';
import { checkFormat } from '../random';

/** What the stack says of a secret that opens a database. */
export interface DatabasePlan extends CompleteDatabaseSettings {
  /** Name of the secret's parameter. */
  readonly secret: string;
}

/** @throws RotationError where the settings do not go together */
export function databasePlan(settings: CompleteDatabaseSettings, { secret }: RotationPlan): DatabasePlan {
  const { users, form, admin, password } = settings;
  checkFormat(password, secret);
  const isBare = form === DatabaseSecretForm.PASSWORD;
  if (users === DatabaseUsers.ALTERNATING && (admin === undefined || isBare)) {
    const missing = isBare ? 'a form that names the user: write json or url' : 'admin, which makes the second one';
    throw new RotationError('WrongPlan', `The rotation plan of ${secret} has alternating users without ${missing}.`);
  }
  return { secret, ...settings };
}

/** The second one of two users. */
export function cloneOf({ username }: DatabasePlan): string {
  return `${username}_clone`;
}
