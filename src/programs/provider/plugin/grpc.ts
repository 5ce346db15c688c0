/**
 * The server's side of grpc-js, by its own files: its index loads the client's side too (channels, name resolution,
 * load balancing), which is two thirds of it and no use to a plugin.
 */
export { Status } from '@grpc/grpc-js/build/src/constants';
export type { MethodDefinition } from '@grpc/grpc-js/build/src/make-client';
export { Server, type UntypedHandleCall } from '@grpc/grpc-js/build/src/server';
export type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js/build/src/server-call';
export { ServerCredentials } from '@grpc/grpc-js/build/src/server-credentials';
