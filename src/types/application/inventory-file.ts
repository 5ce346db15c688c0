import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { type Inventory, isBelow, parseInventory } from '../../contracts/inventory';
import { AdoptionError } from '../../errors';

/**
 * The inventory that `coffer inventory` wrote, as synth reads it: from the file alone, without a call.
 *
 * @param file path of the file, from the folder that the program runs in
 * @param below what is asked for, for the command that the errors name
 * @throws AdoptionError where there is none, or something else.
 */
export function loadInventory(subject: string, file: string, below: string): Inventory {
  const command = `coffer inventory ${below}${file === 'coffer-inventory.json' ? '' : ` --output ${file}`}`;
  if (!existsSync(file)) {
    throw new AdoptionError(
      subject,
      `there is no inventory '${path.resolve(file)}'`,
      `Run npx ${command}, with the credentials and region of what is to be adopted, and check the file in.`,
    );
  }
  let inventory: Inventory;
  try {
    inventory = parseInventory(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new AdoptionError(subject, `'${file}' ${(error as Error).message}`, `Delete it, and write it again: npx ${command}.`);
  }
  if (!inventory.parameters.some(({ name }) => isBelow(below, name))) {
    const listed = inventory.paths.some((each) => each === below || isBelow(each, `${below}/`));
    throw new AdoptionError(
      subject,
      `'${file}' has no parameter below ${below}${listed ? ', which it lists' : `: it lists ${inventory.paths.join(', ') || 'no path'}`}`,
      listed ? `Check the path; if there are parameters by now, run npx ${command}.` : `Run npx ${command}.`,
    );
  }
  return inventory;
}
