import type { ValueFormat } from '../../../values/random-value';
import type { RotationPlan, Settings } from '../../plan';
import { RotationError } from '../../rotation-error';
import { formatOf } from '../random';

/** What the stack says of a secret that opens a database. */
export interface DatabasePlan {
  /** Name of the secret's parameter. */
  readonly secret: string;
  readonly users: 'single' | 'alternating';
  readonly form: 'password' | 'json' | 'url';
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
  /** The user, or the first one of two. */
  readonly username: string;
  /** Host part of the account, in MySQL and MariaDB. */
  readonly hostMask: string;
  /** Parameter with the credentials of an administrator. */
  readonly admin: string | undefined;
  /** Authority of the server's certificate, in PEM, or the parameter that holds it; else those that Node.js trusts. */
  readonly ca: string | undefined;
  readonly caParameter: string | undefined;
  readonly password: ValueFormat;
}

/** @throws RotationError where the settings are not those of this version */
export function databasePlan(settings: Settings, { secret }: RotationPlan, defaultPort: number): DatabasePlan {
  const plan: DatabasePlan = {
    secret,
    users: settings.choice('users', ['single', 'alternating'], 'single'),
    form: settings.choice('form', ['password', 'json', 'url'], 'password'),
    host: settings.text('host'),
    port: settings.number('port', defaultPort),
    database: settings.optionalText('database'),
    username: settings.text('username'),
    hostMask: settings.optionalText('hostMask') ?? '%',
    admin: settings.optionalText('admin'),
    ca: settings.optionalText('ca'),
    caParameter: settings.optionalText('caParameter'),
    password: formatOf(settings.within('password')),
  };
  if (plan.users === 'alternating' && (plan.admin === undefined || plan.form === 'password')) {
    throw new RotationError('WrongPlan', `The rotation plan of ${secret} has alternating users without ${plan.form === 'password' ? 'a form that names the user: write json or url' : 'admin, which makes the second one'}.`);
  }
  return plan;
}

/** The second one of two users. */
export function cloneOf({ username }: DatabasePlan): string {
  return `${username}_clone`;
}
