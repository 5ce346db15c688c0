/** HTTP/2's connection preface of a client (RFC 9113, 3.4), with its empty settings. */
export const PREFACE = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame({ type: 4 })]);

/** Frames by name, as far as these tests write them (RFC 9113, 6). */
export const FrameType = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;
export const FrameFlag = { END_STREAM: 1, END_HEADERS: 4 } as const;

/** One frame, however wrong. */
export function frame({
  type,
  flags = 0,
  stream = 0,
  payload = Buffer.alloc(0),
  length = payload.length,
}: {
  type: number;
  flags?: number;
  stream?: number;
  payload?: Buffer;
  length?: number;
}): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The headers of a gRPC call, as a frame that begins its stream. */
export function callHeaders(stream: number, method: string): Buffer {
  const headers = {
    ':method': 'POST',
    ':scheme': 'https',
    ':authority': 'localhost',
    ':path': `/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  // Each as a literal without indexing (RFC 7541, 6.2.2).
  const payload = Buffer.concat(
    Object.entries(headers).map(([name, value]) =>
      Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]),
    ),
  );
  return frame({ type: FrameType.HEADERS, flags: FrameFlag.END_HEADERS, stream, payload });
}

/** A message in gRPC's own frame. */
export function grpcMessage(message: Buffer, { length = message.length, compressed = 0 } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** The types of the frames in what was received so far. */
export function frameTypes(received: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 9 <= received.length; at += 9 + received.readUIntBE(at, 3)) types.push(received.readUInt8(at + 3));
  return types;
}
