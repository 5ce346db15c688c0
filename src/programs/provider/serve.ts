import type { ProviderDefinition } from './core/definition';
import { log } from './core/log';
import { crashReport } from './plugin/crash';
import { PROTOCOL_VERSION, handshakeLine, startedByTerraform } from './plugin/handshake';
import { PluginServer } from './plugin/server';
import type { PluginService } from './plugin/service';

const ORPHAN_CHECK_MS = 1000;

/** A provider as it is served to Terraform. */
export interface ServedProvider {
  /** Such as `registry.terraform.io/cdktf-coffer/coffer`. */
  readonly address: string;
  readonly version: string;
  /** Loads what answers Terraform's calls. Asked for once, when Terraform has been told where to connect. */
  load(): Promise<PluginService>;
}

/**
 * Serves a provider to the Terraform process that started this one, until that shuts it down or is gone.
 *
 * With `--debug` the server waits for any Terraform instead, and prints the variable to point it here.
 */
export async function serve(provider: ServedProvider): Promise<void> {
  if (process.argv.includes('--version')) {
    process.stdout.write(`terraform-provider-coffer ${provider.version} (protocol ${PROTOCOL_VERSION})\n`);
    return;
  }
  const parent = process.ppid;
  const debug = process.argv.includes('--debug');
  if (!debug && !startedByTerraform(process.env)) {
    process.stderr.write(
      'This is a Terraform provider. Terraform starts it: run terraform in a folder whose configuration uses it.\n' +
        'To debug it, start it with --debug.\n',
    );
    process.exitCode = 1;
    return;
  }
  const running = await start(provider, debug ? undefined : process.env.PLUGIN_CLIENT_CERT);
  if (debug) {
    process.stdout.write(`TF_REATTACH_PROVIDERS='${JSON.stringify({ [provider.address]: running.reattach })}'\n`);
    process.once('SIGINT', () => running.exit(0));
    process.once('SIGTERM', () => running.exit(0));
    return;
  }
  // All of this stands before Terraform hears of us: from the handshake on, it may go away or send signals at any time.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => running.exit(1));
  // Ctrl-C reaches the whole process group: Terraform decides what it means, and says so by StopProvider.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void running.stop());
  setInterval(() => {
    if (process.ppid !== parent) {
      log('warn', 'Terraform is gone: stopping');
      running.exit(1);
    }
  }, ORPHAN_CHECK_MS).unref();
  process.stdout.write(handshakeLine(running.server.socket, running.server.certificateDer));
  divertOutput(running.server);
  // While Terraform connects, which takes it about as long.
  setImmediate(running.load);
}

/** What a Terraform command with `TF_REATTACH_PROVIDERS` needs to use a server that runs already. */
export interface ReattachConfig {
  readonly Protocol: 'grpc';
  readonly ProtocolVersion: number;
  readonly Pid: number;
  readonly Test: true;
  readonly Addr: { readonly Network: 'unix'; readonly String: string };
}

/** A server in this process without TLS, for Terraform to attach to: for debugging, and for tests. */
export async function serveInProcess<P>(definition: ProviderDefinition<P>): Promise<{ reattach: ReattachConfig; close(): void }> {
  const { ProviderService } = await import('./protocol/provider-service');
  const service = new ProviderService(definition);
  const server = new PluginServer({
    service: () => Promise.resolve(service),
    onShutdown: () => undefined,
    onPanic: (error) => {
      throw error;
    },
  });
  await server.listen();
  return {
    reattach: reattachConfig(server),
    close: () => {
      service.stop();
      server.close();
    },
  };
}

async function start(provider: ServedProvider, clientCertificatePem: string | undefined) {
  let server: PluginServer | undefined = undefined;
  let service: PluginService | undefined = undefined;
  let loading: Promise<PluginService> | undefined;
  const load = () =>
    (loading ??= provider.load().then((loaded) => {
      service = loaded;
      return loaded;
    }));
  const exit = (code: number): never => {
    service?.stop();
    server?.removeFolder();
    process.exit(code);
  };
  const panic = (error: unknown): never => {
    process.stderr.write(crashReport(error));
    return exit(2);
  };
  process.on('uncaughtException', panic);
  process.on('unhandledRejection', panic);
  server = new PluginServer({
    service: load,
    onShutdown: () => server!.untilClientsAreGone().finally(() => exit(0)),
    onPanic: panic,
    clientCertificatePem,
  });
  await server.listen();
  const stop = async () => {
    // What is under way is aborted and still answers: Terraform may be stopping gracefully beside us.
    service?.stop();
    await server!.drain();
    exit(0);
  };
  return { server, exit, stop, load, reattach: reattachConfig(server) };
}

function reattachConfig(server: PluginServer): ReattachConfig {
  return {
    Protocol: 'grpc',
    ProtocolVersion: PROTOCOL_VERSION,
    Pid: process.pid,
    Test: true,
    Addr: { Network: 'unix', String: server.socket },
  };
}

// After the handshake, standard output belongs to go-plugin: a stray print of a library goes to Terraform's log instead.
function divertOutput(server: PluginServer): void {
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    server.forward(Buffer.from(chunk as string));
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    done?.();
    return true;
  }) as typeof process.stdout.write;
}
