import Module from 'node:module';
import { join } from 'node:path';

type Load = (request: string, ...rest: unknown[]) => object;

/** Namespaces of the library. Before it had them, everything was flat. */
const NAMESPACES = ['access', 'audit', 'kubernetes', 'onepassword', 'provider'];

/** Makes `cdktf-coffer` the sources of a checkout from now on, for whatever this process loads. */
export function useLibrary(checkout: string): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = (request, ...rest) =>
    request === 'cdktf-coffer'
      ? withNamespaces(load.call(loader, join(checkout, 'src', 'index.ts'), ...rest))
      : load.call(loader, request, ...rest);
}

/** Programs of this checkout find in the namespaces what an older library has flat. */
function withNamespaces(library: object): object {
  const missing = NAMESPACES.filter((name) => !(name in library));
  return missing.length === 0 ? library : Object.assign(Object.create(library) as object, ...missing.map((name) => ({ [name]: library })));
}
