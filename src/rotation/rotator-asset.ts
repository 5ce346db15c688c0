import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { RotationError } from '../errors';
import type { FunctionAsset } from '../terraform/function-code';

const ASSETS = join(__dirname, '..', '..', 'assets');

/** The rotator's zip, with or without the drivers of databases, as it was built with the package. */
export function rotatorAsset(databases: boolean): FunctionAsset {
  const factsFile = join(ASSETS, 'rotator.json');
  if (!existsSync(factsFile)) throw new RotationError('SecretRotator', `${factsFile} is missing`, 'In a checkout of Coffer, run npx projen bundle first.');
  const facts = JSON.parse(readFileSync(factsFile, 'utf8')) as { [name: string]: { readonly file: string; readonly sha256: string } };
  const { file, sha256 } = facts[databases ? 'rotatorWithDatabases' : 'rotator']!;
  return { path: join(ASSETS, file), sha256 };
}
