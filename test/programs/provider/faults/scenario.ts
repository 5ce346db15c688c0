import type { Configuration } from './configuration';
import type { World } from './world';

/** Something that people do with a resource, whose every AWS call is made to fail. */
export interface Scenario {
  readonly resource: string;
  readonly operation: string;
  /** What somebody else did before. */
  readonly given?: (world: World) => Promise<void>;
  /** What is applied first, without faults. */
  readonly before?: Configuration;
  /** What somebody else did between the two applies. */
  readonly meanwhile?: (world: World) => Promise<void>;
  /** What is applied while calls fail. */
  readonly after: Configuration;
  /** The versions that each parameter and object then has, delete markers apart: one for each wish. */
  readonly versions: Readonly<Record<string, number>>;
}

export function title({ resource, operation }: Scenario): string {
  return `${resource}: ${operation}`;
}
