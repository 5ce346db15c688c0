/** ARNs of readers, each with the ARNs of what it may read. */
export type Readers = ReadonlyMap<string, readonly string[]>;

/** Readers with what is theirs, those of the very same things together, so that a policy names those things once. */
export function byWhatIsTheirs(readers: Readers): { readonly readers: string[]; readonly own: string[] }[] {
  const groups = new Map<string, { readonly readers: string[]; readonly own: string[] }>();
  for (const [reader, things] of [...readers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = [...new Set(things)].sort();
    const id = own.join('\n');
    const group = groups.get(id) ?? { readers: [], own };
    group.readers.push(reader);
    groups.set(id, group);
  }
  // By what is theirs: the order of readers' tokens would change with the program around them.
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
