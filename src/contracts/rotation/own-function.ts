import { isObject, Members } from './members';
import { readRandom, type RandomSettings } from './random';
import type { ValueFormat } from '../random-value';

/** What the stack says of a secret that a function of the user's own rotates. */
export interface OwnFunctionSettings {
  readonly functionArn: string;
}

export function readOwnFunction(settings: Members): OwnFunctionSettings {
  return { functionArn: settings.text('functionArn') };
}

/** What such a function is asked to do: the steps of a rotation, and to take back what it did for a value that will not become current. */
export type OwnFunctionStep = 'create' | 'set' | 'test' | 'finish' | 'discard';

/** What it is sent: names, and never a value. */
export interface OwnFunctionRequest {
  readonly step: OwnFunctionStep;
  /** Name of the secret's parameter. */
  readonly secret: string;
  /** Parameter that holds the value which the step is about: below one line of JSON, but where it is the secret itself. */
  readonly pending: string;
  /** When the rotation was begun: the same for all its steps, also after a crash. */
  readonly run: string;
}

/** What it answers to `create`. To other steps, it answers what it likes. */
export interface CreateAnswer {
  /** Has a value made, in the default form or in one of its own. Left out where it supplies the value itself. */
  readonly generate?: true | RandomSettings;
}

/**
 * Reads an answer to `create`.
 *
 * @returns the form of the value to make; undefined where the answer asks for none
 * @throws RotationFormError where it asks for one that is not understood
 */
export function readCreateAnswer(functionArn: string, secret: string, answer: unknown): ValueFormat | undefined {
  const generate = isObject(answer) ? answer.generate : undefined;
  if (generate !== true && !isObject(generate)) return undefined;
  const origin = {
    where: `In what ${functionArn} answered to create for ${secret}`,
    remedy: 'Correct the answer of the function, such as {"generate": {"length": 40}}.',
  };
  return readRandom(new Members(origin, generate === true ? {} : generate, 'generate.'));
}
