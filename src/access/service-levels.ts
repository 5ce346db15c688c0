/** Whether a service is below another one, as `api/v1` is below `api`: by path alone, its secrets are not the other's (R4). */
export function isBelow(service: string, other: string): boolean {
  return service.startsWith(`${other}/`);
}

/**
 * Services such that none is below another one of the same level. A condition leaves out what is below its services, and leaves
 * it out for all of them: a service and one below it have to be in two statements. Most have one level, which is all of them.
 */
export function levelsOf(services: readonly string[]): readonly (readonly string[])[] {
  const levels: string[][] = [];
  for (const service of services) {
    const above = services.filter((other) => isBelow(service, other)).length;
    (levels[above] ??= []).push(service);
  }
  // A level between two others has a service if the one below it has.
  return levels.length === 0 ? [[]] : levels;
}

/** What tells statements of several levels apart; the first has its name alone, as if there were no others. */
export function sidOfLevel(sid: string, level: number): string {
  return level === 0 ? sid : `${sid}Below${level}`;
}

/**
 * How many statements a service adds to those that are there already: one if it is below another, or another is below it.
 */
export function levelsAddedBy(service: string, others: Iterable<string>): number {
  return [...others].some((other) => isBelow(service, other) || isBelow(other, service)) ? 1 : 0;
}
