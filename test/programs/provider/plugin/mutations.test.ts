import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { status, type ServiceError } from '@grpc/grpc-js';
import { mutate, mutateValue, Random } from './mutations';
import { PluginProcess } from './plugin-process';
import { RECORDED_VALUE, rareRequests, recordRequests, type RecordedRequest } from './recorded-requests';
import { CALL_NAMES, codec, type Message } from '../../../../src/programs/provider/plugin/wire';
import { residentMegabytes } from '../../../../tools/bench/resident-memory';

jest.setTimeout(300_000);

const SEED = Number(process.env.COFFER_TEST_SEED ?? 20_261_124);
const MUTATED = 1000;
const AT_ONCE = 20;
const ANSWER_WITHIN_MS = 15_000;
const MOST_MEGABYTES = 60;

let aws: Server;
let plugin: PluginProcess;
let recorded: RecordedRequest[];

beforeAll(async () => {
  recorded = [...(await recordRequests()), ...rareRequests()];
  // AWS refuses at once: what is looked at here ends before it, or with it.
  aws = createServer((request, response) => {
    request
      .resume()
      .on('end', () =>
        response
          .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
          .end('{"__type":"AccessDeniedException","message":"stand-in"}'),
      );
  });
  await new Promise<void>((done) => aws.listen(0, '127.0.0.1', done));
  plugin = await PluginProcess.start({
    env: {
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      AWS_PROFILE: undefined,
      NO_PROXY: '127.0.0.1',
    },
  });
});
afterAll(async () => {
  await plugin?.stop();
  if (!aws) return;
  const closed = new Promise((done) => aws.close(done));
  aws.closeAllConnections();
  await closed;
});

const requestsOf = (call: string): RecordedRequest[] => recorded.filter((request) => request.call === call);

/** What a request comes to: the answer, or the status that gRPC gives in its place. */
async function outcome({ call, bytes }: RecordedRequest): Promise<{ answer?: Message; code?: status; details?: string }> {
  const timer = new Promise<never>((_, failed) => {
    setTimeout(() => failed(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS).unref();
  });
  try {
    return { answer: codec(`${call}.Response`).decode(await Promise.race([plugin.callRaw(`tfplugin6.Provider/${call}`, bytes), timer])) };
  } catch (error) {
    const { code, details } = error as ServiceError;
    if (code === undefined) throw error;
    return { code, details };
  }
}

async function configure(): Promise<void> {
  const { answer } = await outcome(requestsOf('ConfigureProvider')[0]!);
  expect(answer?.diagnostics).toEqual([]);
}

/** A few requests that make sense, and what is right to answer. */
async function expectGoodAnswers(): Promise<void> {
  await configure();
  const schema = await outcome({ call: 'GetProviderSchema', bytes: Buffer.alloc(0) });
  expect(Object.keys(schema.answer!.resource_schemas as object)).toContain('coffer_secret');
  for (const request of requestsOf('ValidateResourceConfig')) expect((await outcome(request)).answer?.diagnostics).toEqual([]);
  const plans = requestsOf('PlanResourceChange').map((request) => ({
    ...request,
    type: String(codec('PlanResourceChange.Request').decode(request.bytes).type_name),
  }));
  const { answer } = await outcome(plans.find(({ type }) => type === 'coffer_secret')!);
  expect(answer).toMatchObject({ planned_state: { msgpack: expect.any(Buffer) as Buffer } });
  expect(answer!.diagnostics).toEqual([]);
}

test('there is a request for every call of the protocol, and each is answered as it was meant', async () => {
  expect([...new Set(recorded.map(({ call }) => call))].sort()).toEqual([...CALL_NAMES].sort());
  await expectGoodAnswers();
  for (const call of CALL_NAMES) {
    const { code } = await outcome(requestsOf(call)[0]!);
    expect([call, code]).toEqual([call, undefined]);
  }
});

test(
  `${MUTATED} requests that were tampered with are each answered, by a diagnostic or a status, ` +
    `and the provider lives on in its memory`,
  async () => {
    const random = new Random(SEED);
    const mutated = Array.from({ length: MUTATED }, (_, number) => {
      const call = CALL_NAMES[number % CALL_NAMES.length]!;
      const given = requestsOf(call);
      const { bytes } = given[random.below(given.length)]!;
      return { number, call, bytes: random.below(2) === 0 ? mutate(bytes, random) : mutateValue(call, bytes, random) };
    });
    await expectGoodAnswers();
    const answered = { inFull: 0, withDiagnostics: 0, byStatus: 0 };
    let halfway = 0;
    for (let from = 0; from < MUTATED; from += AT_ONCE) {
      await Promise.all(
        mutated.slice(from, from + AT_ONCE).map(async (request) => {
          const told = `seed ${SEED}, request ${request.number}: ${request.call} ${request.bytes.toString('hex')}`;
          const { answer, code, details } = await outcome(request).catch((error) => {
            throw new Error(`${told}: ${String(error)}`);
          });
          if (code !== undefined) {
            // INTERNAL is what grpc-js says of a message that cannot be read.
            expect({ told, code }).toEqual({ told, code: status.INTERNAL });
            answered.byStatus++;
          } else if ((answer!.diagnostics as Message[] | undefined)?.length) {
            answered.withDiagnostics++;
          } else {
            answered.inFull++;
          }
          // A type's name is repeated, and tampering may have put the value where that goes.
          const diagnostics = (answer?.diagnostics as Message[] | undefined)?.filter(({ summary }) => summary !== 'Unknown type');
          const said = JSON.stringify([details, diagnostics ?? answer?.error]);
          if (said.includes(RECORDED_VALUE)) throw new Error(`${told}: the answer repeats a value: ${said}`);
        }),
      );
      if (plugin.child.exitCode !== null) {
        throw new Error(`seed ${SEED}: the provider ended among the requests ${from} to ${from + AT_ONCE - 1}: ${plugin.stderr}`);
      }
      // What was configured by tampered settings, or stopped, is of no more use to the rest.
      await configure();
      if (from < MUTATED / 2) halfway = residentMegabytes(plugin.child.pid!);
    }
    await expectGoodAnswers();
    expect(residentMegabytes(plugin.child.pid!) - halfway).toBeLessThan(MOST_MEGABYTES);
    expect(plugin.stderr).toBe('');
    // The tampering reaches every layer: some requests cannot be read, some are nonsense, and some still make sense.
    for (const [kind, count] of Object.entries(answered)) expect([kind, count > MUTATED / 20]).toEqual([kind, true]);
  },
);

test('the same seed tampers in the same way', () => {
  const bytes = Buffer.from('CANARY of which much is left');
  const tampered = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => mutate(bytes, random).toString('hex'));
  };
  expect(tampered(1)).toEqual(tampered(1));
  expect(tampered(1)).not.toEqual(tampered(2));
});
