import Module from 'node:module';
import { join } from 'node:path';

type Resolve = (request: string, ...rest: unknown[]) => string;

/** Makes `cdktf-coffer` the sources of a checkout from now on, for whatever this process loads. */
export function useLibrary(checkout: string): void {
  const loader = Module as unknown as { _resolveFilename: Resolve };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) =>
    request === 'cdktf-coffer' ? join(checkout, 'src', 'index.ts') : resolve.call(loader, request, ...rest);
}
