import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { status } from '@grpc/grpc-js';
import { callHeaders, frame, FrameFlag, FrameType, frameTypes, grpcMessage, PREFACE } from './http2-frames';
import { PluginProcess } from './plugin-process';
import { codec } from '../../../../src/programs/provider/plugin/wire';

jest.setTimeout(60_000);

const GET_METADATA = 'tfplugin6.Provider/GetMetadata';
const ENDS_WITHIN_MS = 10_000;

let plugin: PluginProcess;

beforeAll(async () => {
  plugin = await PluginProcess.start();
});
afterAll(() => plugin?.stop());
// Whatever a connection does, the others do not feel it.
afterEach(async () => {
  const { resources } = await plugin.call(GET_METADATA);
  expect(resources).toEqual(expect.arrayContaining([{ type_name: 'coffer_secret' }]));
  expect([plugin.child.exitCode, plugin.stderr]).toEqual([null, '']);
});

/** Says something on a connection of its own. Resolves when the provider has closed it, or said that it is over (GOAWAY). */
async function overAfter(...said: Buffer[]): Promise<void> {
  const socket = plugin.connect();
  let received = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((done, failed) => {
      socket
        .on('error', () => undefined)
        .once('close', () => done())
        .on('data', (data: Buffer) => {
          received = Buffer.concat([received, data]);
          if (frameTypes(received).includes(FrameType.GOAWAY)) done();
        });
      timer = setTimeout(
        () => failed(new Error(`the connection goes on for ${ENDS_WITHIN_MS} ms: ${received.toString('hex')}`)),
        ENDS_WITHIN_MS,
      );
      socket.write(Buffer.concat(said));
    });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

test.each<[string, Buffer[]]>([
  ['that is no HTTP/2', [Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')]],
  ['of random bytes', [Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251))]],
  ['with settings of a length that settings cannot have', [PREFACE, frame({ type: FrameType.SETTINGS, payload: Buffer.alloc(5) })]],
  ['with a frame longer than may be', [PREFACE, frame({ type: FrameType.DATA, stream: 1, length: 0xffffff }), Buffer.alloc(20_000)]],
  ['with data for no stream', [PREFACE, frame({ type: FrameType.DATA, payload: Buffer.from('CANARY') })]],
  [
    'with headers that cannot be unpacked',
    [PREFACE, frame({ type: FrameType.HEADERS, flags: FrameFlag.END_HEADERS, stream: 1, payload: Buffer.from('ffffffffffffffff', 'hex') })],
  ],
  ['with a continuation of nothing', [PREFACE, frame({ type: FrameType.CONTINUATION, stream: 1, payload: Buffer.from('CANARY') })]],
  [
    "with headers on a stream of the server's",
    [
      PREFACE,
      frame({ ...{ type: FrameType.HEADERS, flags: FrameFlag.END_HEADERS, stream: 2 }, payload: callHeaders(2, GET_METADATA).subarray(9) }),
    ],
  ],
  ['with a window that overflows', [PREFACE, frame({ type: FrameType.WINDOW_UPDATE, payload: Buffer.from('7fffffff', 'hex') })]],
  ['with a ping of the wrong length', [PREFACE, frame({ type: FrameType.PING, payload: Buffer.alloc(7) })]],
])('a connection %s is ended', async (_what, said) => {
  await overAfter(...said);
});

describe('a call', () => {
  let session: ClientHttp2Session;
  let socket: TLSSocket;
  const path = `/${GET_METADATA}`;
  const headers = (more: OutgoingHttpHeaders = {}): OutgoingHttpHeaders => ({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...more,
  });

  beforeEach(async () => {
    socket = plugin.connect();
    session = connect('https://localhost', { createConnection: () => socket });
    session.on('error', () => undefined);
    await new Promise((done) => session.once('connect', done));
  });
  afterEach(() => session.destroy());

  /** What a call ends with: headers and trailers together, and the message. */
  async function ended(sent: Buffer, more: OutgoingHttpHeaders = {}): Promise<{ headers: IncomingHttpHeaders; data: Buffer }> {
    const stream = session.request(headers(more));
    const answered: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.setTimeout(ENDS_WITHIN_MS, () => stream.destroy(new Error(`no end of the call within ${ENDS_WITHIN_MS} ms`)));
    stream
      .on('response', (given) => Object.assign(answered, given))
      .on('trailers', (given) => Object.assign(answered, given))
      .on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.end(sent);
    await new Promise<void>((done, failed) => stream.once('close', done).once('error', failed));
    return { headers: answered, data: Buffer.concat(chunks) };
  }

  test('that is whole is answered with a message, its length in front, and a status behind it', async () => {
    const { headers: answered, data } = await ended(grpcMessage(Buffer.alloc(0)));
    expect(answered).toMatchObject({
      ':status': 200,
      'content-type': expect.stringMatching(/^application\/grpc/) as string,
      'grpc-status': '0',
    });
    expect([data.readUInt8(0), data.readUInt32BE(1)]).toEqual([0, data.length - 5]);
    expect(codec('GetMetadata.Response').decode(data.subarray(5)).resources).toEqual(
      expect.arrayContaining([{ type_name: 'coffer_secret' }]),
    );
  });

  test.each<[string, Buffer, OutgoingHttpHeaders, readonly status[]]>([
    [
      'whose message ends too soon',
      grpcMessage(Buffer.from('CANARY'), { length: 100 }),
      {},
      [status.INTERNAL, status.UNAVAILABLE, status.UNIMPLEMENTED],
    ],
    ['whose message is said to be of 4 GB', grpcMessage(Buffer.from('CANARY'), { length: 0xffffffff }), {}, [status.RESOURCE_EXHAUSTED]],
    [
      'whose message is compressed in a way that was not announced',
      grpcMessage(Buffer.from('CANARY'), { compressed: 1 }),
      {},
      [status.UNIMPLEMENTED, status.INTERNAL],
    ],
    [
      'whose message is said to be gzip, and is not',
      grpcMessage(Buffer.from('CANARY'), { compressed: 1 }),
      { 'grpc-encoding': 'gzip' },
      [status.INTERNAL],
    ],
    [
      'in an encoding that nobody knows',
      grpcMessage(Buffer.from('CANARY'), { compressed: 1 }),
      { 'grpc-encoding': 'CANARY' },
      [status.UNIMPLEMENTED],
    ],
    ['of a method that there is not', grpcMessage(Buffer.alloc(0)), { ':path': '/tfplugin6.Provider/Nothing' }, [status.UNIMPLEMENTED]],
    [
      'with two messages',
      Buffer.concat([grpcMessage(Buffer.alloc(0)), grpcMessage(Buffer.alloc(0))]),
      {},
      [status.UNIMPLEMENTED, status.INTERNAL],
    ],
    ['without a message', Buffer.alloc(0), {}, [status.UNIMPLEMENTED, status.INTERNAL]],
  ])('%s ends with a status that says so', async (_what, sent, more, codes) => {
    const { headers: answered } = await ended(sent, more);
    expect(codes.map(String)).toContain(answered['grpc-status']);
  });

  test('that is no gRPC is refused', async () => {
    expect((await ended(Buffer.from('{}'), { 'content-type': 'application/json' })).headers[':status']).toBe(
      constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE,
    );
  });

  test('is let go where its connection breaks in the middle of a message', async () => {
    const stream = session.request(headers());
    stream.on('error', () => undefined);
    await new Promise<void>((done) => stream.write(grpcMessage(Buffer.alloc(1000), { length: 1_000_000 }), () => done()));
    const closed = new Promise((done) => session.once('close', done));
    socket.destroy();
    await closed;
  });

  test('is let go where the client takes it back, and the connection goes on', async () => {
    for (let times = 0; times < 200; times++) {
      const stream = session.request(headers());
      stream.on('error', () => undefined);
      stream.write(grpcMessage(Buffer.alloc(10), { length: 1000 }));
      stream.close(constants.NGHTTP2_CANCEL);
      await new Promise((done) => stream.once('close', done));
    }
    expect((await ended(grpcMessage(Buffer.alloc(0)))).headers['grpc-status']).toBe('0');
  });

  test('of 200 at once on one connection is answered like any other', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ended(grpcMessage(Buffer.alloc(0)))));
    expect(new Set(answers.map((answer) => answer.headers['grpc-status']))).toEqual(new Set(['0']));
  });
});

test('a client that connects and says nothing keeps nobody waiting', async () => {
  const silent = plugin.connect();
  await new Promise((done) => silent.once('secureConnect', done));
  await expect(plugin.call(GET_METADATA)).resolves.toBeDefined();
  silent.destroy();
});
