/**
 * The rooms of src/ and which of them may import which: the one table that lint and test/architecture.test.ts hold the
 * code to. docs/design.md says what belongs in each room.
 *
 * A room may import the rooms that it stands on, whatever those stand on, and itself. Type imports count.
 */
const STANDS_ON: { readonly [room: string]: readonly string[] } = {
  'errors.ts': [],
  bindings: [],
  contracts: [],
  terraform: ['bindings', 'contracts', 'errors.ts'],
  iam: ['terraform'],
  'systems-of-record/parameter-store': ['iam'],
  vault: ['systems-of-record/parameter-store'],
  secret: ['vault'],
  'systems-of-record/master-key-bucket': ['secret'],
  functions: ['secret'],
  rotation: ['functions', 'systems-of-record/master-key-bucket'],
  replication: ['functions', 'systems-of-record/master-key-bucket'],
  types: ['rotation', 'replication'],
  'types/organizational': ['types'],
  access: ['types'],
  audit: ['types'],
  'secret-vault.ts': ['types'],
  'index.ts': ['secret-vault.ts', 'types/organizational', 'access', 'audit'],

  'programs/values': ['contracts'],
  'programs/aws': ['programs/values'],
  'programs/rotator': ['programs/aws'],
  'programs/replicator': ['programs/aws'],
  'programs/watcher': ['programs/aws'],
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
    'programs/provider/protocol',
    'programs/provider/resources/secret',
    'programs/provider/resources/private-key',
    'programs/provider/resources/certificate',
    'programs/provider/resources/functions',
  ],
};

/** Rooms, from the lowest to the highest. */
export const ROOMS: readonly string[] = Object.keys(STANDS_ON);

/** Namespaces of the public face. Only index.ts may name them: a circle of submodules of jsii breaks Go and Python. */
export const LEAVES: readonly string[] = ['types/organizational', 'access', 'audit'];

/** The room of a file, a path below src/: the nearest folder, or the file itself, that the table names. */
export function roomOf(file: string): string | undefined {
  return ROOMS.filter((room) => file === room || file.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];
}

/** The rooms that the table names for a room. */
export function standsOn(room: string): readonly string[] {
  return STANDS_ON[room]!;
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

/** What the lint rule import/no-restricted-paths takes: files of `target` may not import those of `from`, but for `except`. */
export interface LintZone {
  readonly target: string[];
  readonly from: string[];
  readonly except?: string[];
  readonly message: string;
}

/** The table as zones of lint. */
export function lintZones(): LintZone[] {
  return ROOMS.flatMap((room) => {
    const allowed = mayImport(room);
    const forbidden = ROOMS.filter((other) => !allowed.has(other));
    const others = [...allowed].filter((other) => other !== room).join(', ') || 'no other one';
    const zone = {
      target: own(path(room), within(room)),
      message: `The room src/${room} may import ${others} (projenrc/rooms.ts).`,
    };
    // What is excepted is a path below every `from`, so that a room with rooms in it needs a zone of its own.
    const plain = forbidden.filter((other) => within(other).length === 0);
    return [
      ...(plain.length > 0 ? [{ ...zone, from: plain.map(path) }] : []),
      ...forbidden
        .filter((other) => within(other).length > 0)
        .map((other) => ({
          ...zone,
          from: [path(other)],
          except: within(other).map((inner) => `./${inner}`),
        })),
    ];
  });
}

function path(room: string): string {
  return `./src/${room}`;
}

/** The rooms in a room, as paths below it. */
function within(room: string): string[] {
  return ROOMS.filter((other) => other.startsWith(`${room}/`)).map((other) => other.slice(room.length + 1));
}

/** Patterns of the files in a folder that are not in one of the rooms in it: those have zones of their own. */
function own(folder: string, rooms: readonly string[]): string[] {
  if (rooms.length === 0) return [folder];
  const names = [...new Set(rooms.map((room) => room.split('/')[0]!))];
  const folders = names.filter((name) => !rooms.includes(name));
  return [
    `${folder}/!(${names.join('|')})`,
    `${folder}/!(${names.join('|')})/**`,
    ...folders.flatMap((name) =>
      own(
        `${folder}/${name}`,
        rooms.filter((room) => room.startsWith(`${name}/`)).map((room) => room.slice(name.length + 1)),
      ),
    ),
  ];
}
