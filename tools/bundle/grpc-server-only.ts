import type { Plugin } from 'esbuild';

const CLIENT_SIDE =
  /@grpc\/grpc-js\/build\/src\/(client|channel-credentials|make-client|internal-channel|load-balancer|resolver-dns|resolving|retrying|subchannel-call|transport)/;

/**
 * Leaves out what a gRPC server never runs, and its files import all the same for optional services: the client's
 * side, which channelz and ORCA use to define themselves, and the loader of .proto files. Compression is loaded when
 * a peer asks for it, which Terraform does not.
 */
export function grpcServerOnly(): Plugin {
  const leftOut = new Set<string>();
  return {
    name: 'grpc-server-only',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^(\.\/make-client|\.\/channel-credentials|@grpc\/proto-loader)$/ }, ({ path, importer }) => {
        if (!/@grpc\/grpc-js\/build\/src\/(channelz|orca)\.js$/.test(importer.replaceAll('\\', '/'))) return undefined;
        leftOut.add(path);
        return { path, namespace: 'left-out' };
      });
      esbuild.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: `module.exports = new Proxy({}, { get() { throw new Error(${JSON.stringify(
          `${path} is left out of the provider, which is a gRPC server only`,
        )}); } });`,
      }));
      esbuild.onResolve({ filter: /^zlib$/ }, ({ path, importer }) =>
        /@grpc\/grpc-js/.test(importer) ? { path, namespace: 'on-first-use' } : undefined,
      );
      esbuild.onLoad({ filter: /.*/, namespace: 'on-first-use' }, ({ path }) => ({
        contents: `module.exports = new Proxy({}, { get: (_, name) => require(${JSON.stringify(`node:${path}`)})[name] });`,
      }));
      // `long` brings WebAssembly along for integers beyond 2^53, which no message here has.
      esbuild.onResolve({ filter: /^long$/ }, ({ path }) => ({ path, namespace: 'without-long' }));
      esbuild.onLoad({ filter: /.*/, namespace: 'without-long' }, () => ({ contents: 'module.exports = undefined;' }));
      esbuild.onEnd(() => {
        if (leftOut.size === 3) return {};
        return {
          errors: [
            {
              text: `grpc-js is not built as it was: of its imports, only ${
                [...leftOut].join(', ') || 'none'
              } could be left out. Look at tools/bundle/grpc-server-only.ts.`,
            },
          ],
        };
      });
    },
  };
}

/** @throws Error where a part of the gRPC client has found its way into the bundle after all */
export function refuseGrpcClient(inputs: readonly string[]): void {
  const found = inputs.filter((path) => CLIENT_SIDE.test(path));
  if (found.length > 0) throw new Error(`The provider is a gRPC server, and its bundle has parts of a client: ${found.join(', ')}.`);
}
