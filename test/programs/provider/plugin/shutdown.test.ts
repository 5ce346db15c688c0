import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { PluginServer } from '../../../../src/programs/provider/plugin/server';
import { codec } from '../../../../src/programs/provider/plugin/wire';

let server: PluginServer;
let client: Client;
let hasEnded: boolean;

beforeEach(async () => {
  hasEnded = false;
  server = new PluginServer({
    service: () => Promise.reject(new Error('nobody asks for it')),
    onShutdown: () =>
      void server.untilClientsAreGone().then(() => {
        hasEnded = true;
      }),
    onPanic: (error) => {
      throw error;
    },
  });
  await server.listen();
  client = new Client(`unix:${server.socket}`, credentials.createInsecure());
});
afterEach(() => {
  client.close();
  server.close();
});

const shutdown = () =>
  new Promise((done, failed) => {
    client.makeUnaryRequest('/plugin.GRPCController/Shutdown', codec('Empty').encode, codec('Empty').decode, {}, (error, answer) =>
      error ? failed(error) : done(answer),
    );
  });

test('the answer to Shutdown is there before the provider ends, which it does once the client hangs up', async () => {
  await expect(shutdown()).resolves.toEqual({});
  expect(hasEnded).toBe(false);
  client.close();
  await sleep(100);
  expect(hasEnded).toBe(true);
});

test('a client that does not hang up is not waited for', async () => {
  await shutdown();
  await sleep(400);
  expect(hasEnded).toBe(true);
});
