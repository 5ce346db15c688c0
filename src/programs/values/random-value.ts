import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { CHARACTER_CLASSES, lengthRange, MIN_PASSWORD_BITS, tooFewBits, type ValueFormat } from '../../contracts/random-value';

export { CHARACTER_CLASSES } from '../../contracts/random-value';

type CharacterClass = keyof typeof CHARACTER_CLASSES;

/** What is wrong with a format, and with which of its members; undefined where a value can be generated. */
export function formatFault(format: ValueFormat, maxBytes: number): { member: string; problem: string } | undefined {
  const { length } = format;
  if (!Number.isInteger(length)) return { member: 'length', problem: `length is ${length}; it must be a whole number` };
  if (format.format === 'uuid') return undefined;
  const [least, most] = lengthRange(format.format, maxBytes);
  if (length < least || length > most) {
    const isPassword = format.format === 'password';
    const allowed = isPassword
      ? `a password has ${least} to ${most} characters`
      : `${format.format} takes ${least} to ${most} random bytes`;
    return { member: 'length', problem: `length is ${length}; ${allowed}` };
  }
  if (format.format === 'password') {
    const classes = chosenClasses(format);
    if (classes.length === 0) {
      return { member: 'lower', problem: 'no character class is left: at least one of lower, upper, digits and symbols must be true' };
    }
    const emptied = classes.find((name) => alphabet(name, format) === '');
    if (emptied) {
      return {
        member: 'exclude_characters',
        problem: `exclude_characters takes away all of ${emptied}; set ${emptied} = false if that is meant`,
      };
    }
    const size = classes.map((name) => alphabet(name, format)).join('').length;
    if (size < 2) {
      return { member: 'exclude_characters', problem: 'exclude_characters leaves a single character, so every value would be the same' };
    }
    const bits = tooFewBits(format);
    if (bits !== undefined) {
      return {
        member: 'length',
        problem:
          `such a password has ${bits} bits, which can be guessed; choose a length and classes that give ${MIN_PASSWORD_BITS} ` + `or more`,
      };
    }
    return undefined;
  }
  return undefined;
}

/** A new value, from the operating system's random numbers. */
export function randomValue(format: ValueFormat): string {
  switch (format.format) {
    case 'hex':
      return randomBytes(format.length).toString('hex');
    case 'base64':
      return randomBytes(format.length).toString('base64');
    case 'uuid':
      return randomUUID();
    case 'password':
      return randomPassword(format);
  }
}

// One character of each class first, then any, then shuffled: every position is equally likely to hold each class.
function randomPassword(format: ValueFormat): string {
  const alphabets = chosenClasses(format).map((name) => alphabet(name, format));
  const all = alphabets.join('');
  const characters = Array.from({ length: format.length }, (_, index) => pick(index < alphabets.length ? alphabets[index]! : all));
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other]!, characters[last]!];
  }
  return characters.join('');
}

function chosenClasses(format: ValueFormat): CharacterClass[] {
  return (Object.keys(CHARACTER_CLASSES) as CharacterClass[]).filter((name) => format[name]);
}

function alphabet(name: CharacterClass, { excludeCharacters }: ValueFormat): string {
  return [...CHARACTER_CLASSES[name]].filter((character) => !excludeCharacters.includes(character)).join('');
}

function pick(characters: string): string {
  return characters[randomInt(characters.length)]!;
}
