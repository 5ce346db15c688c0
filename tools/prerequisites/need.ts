import type { Group } from './groups';

/** Something that has to be on a machine before anything runs there. */
export interface Need {
  /** What needs it, for people. */
  readonly neededBy: string;
  /** How to get it where no package of Debian's has it, or on another system. */
  readonly get: string;
  /** The group of tests that needs it and can be left out; where there is none, nothing runs without it. */
  readonly group?: Group;
  /** Looks for it, in a second at most. @returns what is wrong; undefined where nothing is */
  look(): Promise<Lack | undefined> | Lack | undefined;
}

/** What is wrong with something that is needed. */
export interface Lack {
  /** A sentence, such as `gpg is not on PATH.` */
  readonly problem: string;
  /** Packages of Debian and Ubuntu that mend it; none where they cannot. */
  readonly packages: readonly string[];
}

/** A need that is not met. */
export interface Missing extends Lack {
  readonly need: Omit<Need, 'look'>;
}

/** Something that is needed is not on this machine, and cannot be put there. Lines for people. */
export class MissingPrerequisites extends Error {
  public override readonly name = 'MissingPrerequisites';

  constructor(public readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}
