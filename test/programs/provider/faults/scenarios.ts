import { certificateScenarios } from './certificate-scenarios';
import { keyScenarios } from './key-scenarios';
import { title, type Scenario } from './scenario';
import { secretScenarios } from './secret-scenarios';
import type { World } from './world';

/** Whose calls are those of another scenario, or a part of them: one mode for each call has to do. */
const ALIKE: readonly string[] = [
  'secret, given: tags',
  'secret, given: from given to generated',
  'secret, given: destroy',
  'secret, adopted: adoption with a source',
  'secret, adopted: tags',
  'secret, adopted: first generation',
  'secret, adopted: destroy',
  'private key in a bucket: re-key and tags',
  'private key in a bucket: adoption where nothing is',
  'private key in a bucket: re-key of an adopted one',
  'private key in Parameter Store: adoption where nothing is',
  'private key in Parameter Store: re-key of an adopted one',
  'certificates: re-key of the leaf',
];

export function isAlike(scenario: Scenario): boolean {
  return ALIKE.includes(title(scenario));
}

/** Everything that people do with resources, in a world. */
export function scenariosIn({ bucket, keyArn }: Pick<World, 'bucket' | 'keyArn'>): Scenario[] {
  return [...secretScenarios(keyArn), ...keyScenarios(bucket), ...certificateScenarios(bucket)];
}
