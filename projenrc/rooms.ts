/**
 * The rooms of src/ and which of them may import which: the one table that lint and test/architecture.test.ts hold the
 * code to. docs/design.md says what belongs into each room.
 *
 * A room may import the rooms that it stands on, whatever those stand on, and itself. Type imports count.
 */
const STANDS_ON: { readonly [room: string]: readonly string[] } = {
  'errors.ts': [],
  'bindings': [],
  'contracts': [],
  'terraform': ['bindings', 'contracts', 'errors.ts'],
  'iam': ['terraform'],
  'systems-of-record/parameter-store': ['iam'],
  'vault': ['systems-of-record/parameter-store'],
  'secret': ['vault'],
  'systems-of-record/master-key-bucket': ['secret'],
  'functions': ['secret'],
  'rotation': ['functions', 'systems-of-record/master-key-bucket'],
  'replication': ['functions', 'systems-of-record/master-key-bucket'],
  'types': ['rotation', 'replication'],
  'types/organizational': ['types'],
  'access': ['types'],
  'audit': ['types'],
  'secret-vault.ts': ['types'],
  'index.ts': ['secret-vault.ts', 'types/organizational', 'access', 'audit'],

  'programs/values': ['contracts'],
  'programs/aws': ['programs/values'],
  'programs/rotator': ['programs/aws'],
  'programs/replicator': ['programs/aws'],
  'programs/cli': ['programs/aws'],

  // The plugin protocol and its types know no secret. What they take from values is how an unforeseen error is shown.
  'programs/provider/plugin': ['programs/values'],
  'programs/provider/schema': ['programs/values'],
  // The settings of the provider are a session with AWS.
  'programs/provider/core': ['programs/provider/schema', 'programs/aws'],
  'programs/provider/protocol': ['programs/provider/plugin', 'programs/provider/core'],
  'programs/provider/stores': ['programs/provider/core'],
  'programs/provider/resources/secret': ['programs/provider/stores'],
  'programs/provider/resources/private-key': ['programs/provider/stores'],
  'programs/provider/resources/certificate': ['programs/provider/stores'],
  'programs/provider/resources/functions': ['programs/provider/stores'],
  // What wires them: main.ts, serve.ts and the list of resources.
  'programs/provider': [
    'programs/provider/protocol', 'programs/provider/resources/secret', 'programs/provider/resources/private-key',
    'programs/provider/resources/certificate', 'programs/provider/resources/functions',
  ],
};

/** Rooms, from the lowest to the highest. */
export const ROOMS: readonly string[] = Object.keys(STANDS_ON);

/** Files that a room may import against the table, each with its reason. */
export const EXCEPTIONS: { readonly [file: string]: string } = {
  // Not needed by the table, but said here since it looks odd: what 1Password's items hold must be known without its namespace.
};

/** The room of a file, a path below src/: the nearest folder, or the file itself, that the table names. */
export function roomOf(file: string): string | undefined {
  return ROOMS.filter((room) => file === room || file.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];
}

/** The rooms that a room may import, itself among them. */
export function mayImport(room: string): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (each: string): void => {
    if (found.has(each)) return;
    found.add(each);
    STANDS_ON[each]!.forEach(add);
  };
  add(room);
  return found;
}

/** The table as zones of the lint rule import/no-restricted-paths. */
export function lintZones(): { target: string; from: string; except?: string[]; message: string }[] {
  return ROOMS.flatMap((room) => {
    const allowed = mayImport(room);
    return ROOMS.filter((other) => !allowed.has(other) && !room.startsWith(`${other}/`) && !other.startsWith(`${room}/`)).map((other) => ({
      target: `./src/${room}`,
      from: `./src/${other}`,
      // A room inside another one is a room of its own.
      except: ROOMS.filter((inner) => inner.startsWith(`${other}/`)).map((inner) => `./${inner.slice(other.length + 1)}`),
      message: `Imports go down only (docs/design.md): src/${room} may not import src/${other}.`,
    }));
  });
}
