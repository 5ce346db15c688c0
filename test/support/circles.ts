/** A graph's edges: what each node leads to. */
type Edges = ReadonlyMap<string, readonly string[]>;

/** A knot of nodes that lead to each other: how many they are, and the shortest circle among them. */
export interface Knot {
  readonly circle: readonly string[];
  readonly members: number;
}

/** The knots of a graph (its strongly connected components of more than one node, or of one that leads to itself). */
export function circlesOf(edges: Edges): Knot[] {
  const ahead = new Map([...edges.keys()].map((node) => [node, reachable(edges, node)]));
  const seen = new Set<string>();
  return [...edges.keys()].sort().flatMap((node) => {
    if (seen.has(node) || !ahead.get(node)!.has(node)) return [];
    const members = [...ahead.get(node)!.keys()].filter((other) => ahead.get(other)?.has(node)).sort();
    members.forEach((member) => seen.add(member));
    return [{ circle: shortest(members.map((member) => around(ahead.get(member)!, member))), members: members.length }];
  });
}

/** What can be reached from a node, each with the node before it on a shortest way. The node itself only by a circle. */
function reachable(edges: Edges, from: string): Map<string, string> {
  const before = new Map<string, string>();
  const queue = [from];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of edges.get(node) ?? []) {
      if (before.has(next)) continue;
      before.set(next, node);
      queue.push(next);
    }
  }
  return before;
}

function around(before: ReadonlyMap<string, string>, node: string): string[] {
  const way = [node];
  for (let at = before.get(node)!; at !== node; at = before.get(at)!) way.unshift(at);
  return [node, ...way.slice(0, -1)];
}

function shortest(circles: readonly string[][]): string[] {
  return [...circles].sort((a, b) => a.length - b.length)[0]!;
}
