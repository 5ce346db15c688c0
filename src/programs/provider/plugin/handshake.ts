/** What go-plugin's client hands to a plugin to prove that a person did not start it by hand. */
const COOKIE = { key: 'TF_PLUGIN_MAGIC_COOKIE', value: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2' } as const;
export const PROTOCOL_VERSION = 6;

export function startedByTerraform(environment: NodeJS.ProcessEnv): boolean {
  return environment[COOKIE.key] === COOKIE.value;
}

/** The one line on standard output that tells Terraform where and how to connect. */
export function handshakeLine(socket: string, certificateDer: Buffer | undefined): string {
  // go-plugin decodes the certificate without padding, and takes no more fields than these.
  const certificate = certificateDer ? certificateDer.toString('base64').replace(/=+$/, '') : '';
  return `1|${PROTOCOL_VERSION}|unix|${socket}|grpc|${certificate}\n`;
}
