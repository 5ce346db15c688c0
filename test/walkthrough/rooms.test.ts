import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Architecture } from '../support/architecture';

const SRC = join(__dirname, '..', '..', 'src');

/** Where each file of the walkthroughs would be, by the steps of docs/design.md. */
const PLACES: Readonly<Record<string, string>> = {
  'license-key/license-key.ts': 'types/license-key/license-key.ts',
  'key-list/key-list-settings.ts': 'contracts/rotation/key-list-settings.ts',
  'key-list/key-list-rotation.ts': 'rotation/key-list-rotation.ts',
  'key-list/key-list-strategy.ts': 'programs/rotator/strategies/key-list-strategy.ts',
  '../programs/provider/walkthrough/label-resource.ts': 'programs/provider/resources/secret/label-resource.ts',
};

/** The text of a file as it would be there: what it imports, from where it would be. */
function moved(file: string, place: string): string {
  return readFileSync(join(__dirname, file), 'utf8').replace(/(?<= from ')\.[^']+(?=')/g, (specifier) => {
    const target = join(__dirname, dirname(file), specifier);
    const other = Object.entries(PLACES)
      .find(([from]) => join(__dirname, from) === `${target}.ts`)?.[1]
      .replace(/\.ts$/, '');
    const path = relative(dirname(join(SRC, place)), other === undefined ? target : join(SRC, other));
    return path.startsWith('.') ? path : `./${path}`;
  });
}

function filesOfSrc(): [string, string][] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(SRC, file), readFileSync(file, 'utf8')];
    });
}

test('what the walkthroughs add fits into the rooms where it would be', () => {
  const added = Object.entries(PLACES).map(([file, place]): [string, string] => [place, moved(file, place)]);
  const house = new Architecture(new Map([...filesOfSrc(), ...added]));

  expect(added.filter(([, text]) => /from '\.\.\/\.\.\/\.\.\/src/.test(text))).toEqual([]);
  expect(
    [
      house.filesOutsideRooms(),
      house.importsOfNoFile(),
      house.importsAgainstTheTable(),
      house.importsOfLeaves(),
      house.foreignImportsOfContracts(),
      house.circles(),
      house.filesTooLong(),
      house.constructorsTooLong(),
    ].flat(),
  ).toEqual([]);
});

test('what it adds in the wrong room is found', () => {
  const place = 'contracts/rotation/key-list-rotation.ts';
  const house = new Architecture(new Map([...filesOfSrc(), [place, moved('key-list/key-list-rotation.ts', place)]]));

  expect(house.importsAgainstTheTable().length).toBeGreaterThan(2);
});
