import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** An HTTP proxy that leads every address to one server on this machine, and remembers what it was asked for. */
export class ConnectProxy {
  public static async start(target: { readonly port: number }): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Such as `CONNECT ssm.eu-west-1.amazonaws.com:443`. */
  public readonly asked: string[] = [];
  /** What has to be in Proxy-Authorization. */
  public password: string | undefined;
  /** What tunnels are refused with, one after another. */
  public readonly refusals: string[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly target: { readonly port: number }) {
    this.server = createServer((request, response) => this.forward(request, response));
    this.server.on('connect', (request: IncomingMessage, socket: Socket) => this.tunnel(request, socket));
    this.server.on('connection', (socket: Socket) => this.keep(socket));
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accepts(request: IncomingMessage): boolean {
    this.asked.push(`${request.method} ${request.url}`);
    return (
      this.password === undefined || request.headers['proxy-authorization'] === `Basic ${Buffer.from(this.password).toString('base64')}`
    );
  }

  private tunnel(request: IncomingMessage, socket: Socket): void {
    if (!this.accepts(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const refusal = this.refusals.shift();
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 4\r\n\r\nwhat`);
      return;
    }
    const onward = connect(this.target.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    this.keep(onward);
  }

  private forward(request: IncomingMessage, response: ServerResponse): void {
    if (!this.accepts(request)) {
      response.writeHead(407).end();
      return;
    }
    const { pathname, search } = new URL(request.url!);
    const onward = httpRequest(
      { port: this.target.port, method: request.method, path: pathname + search, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}
