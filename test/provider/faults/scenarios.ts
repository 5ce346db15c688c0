import { certificateScenarios } from './certificate-scenarios';
import { keyScenarios } from './key-scenarios';
import type { Scenario } from './scenario';
import { secretScenarios } from './secret-scenarios';
import type { World } from './world';

/** Everything that people do with resources, in a world. */
export function scenariosIn({ bucket, keyArn }: Pick<World, 'bucket' | 'keyArn'>): Scenario[] {
  return [...secretScenarios(keyArn), ...keyScenarios(bucket), ...certificateScenarios(bucket)];
}
