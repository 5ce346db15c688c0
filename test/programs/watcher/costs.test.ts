import { Log } from '../../../src/programs/aws/function-log';
import type { Memory } from '../../../src/programs/watcher/memory';
import { watch } from '../../../src/programs/watcher/watch';
import { DECLARED, ExampleMemory, exampleRecord, KEY } from '../../../tools/docs/audit/example-account';

/** An hour's reads of 100 declared secrets by one role, as CloudTrail has them, in batches of a size. */
async function callsFor(size: number, most: number): Promise<Record<string, number>> {
  const calls: Record<string, number> = {};
  const memory = new Proxy<Memory>(Object.assign(new ExampleMemory(false), { most: async () => most }), {
    get: (target, name: keyof Memory) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return target[name].bind(target);
    },
  });
  const records = Array.from({ length: 100 }, (_, index) => {
    const context = { PARAMETER_ARN: `arn:aws:ssm:eu-west-1:111122223333:parameter/api/s${index}` };
    const who = { role: 'api-task', session: 'eso' };
    return exampleRecord(who, 'kms:Decrypt', { encryptionContext: context }, { resources: [{ ARN: KEY }] }, index);
  });
  const nobody = { toTopic: () => Promise.reject(new Error('told')), toEventBus: () => Promise.reject(new Error('told')) };
  const settings = { events: false, everyChange: false, drainSecrets: 50, drainMinutes: 10, learningDays: 0 };
  const surroundings = { audit: 'aud', memory, publisher: nobody, log: new Log({}, () => {}), settings, topicArn: 'topic' };
  for (let at = 0; at < records.length; at += size) {
    await watch(records.slice(at, at + size), DECLARED, surroundings, AbortSignal.timeout(20_000));
  }
  return calls;
}

// "Costs" of docs/guides/audit-queries.md counts with these.
test('an ordinary batch writes one item for a principal, reads two, and asks for its maximum only from drainSecrets on', async () => {
  const { seen, remember, raise, ...one } = await callsFor(1, 1_000);
  expect(one).toEqual({ addReads: 100, readsIn: 200, most: 51 });
  // Once for each instance of the function.
  expect({ seen, remember, raise }).toEqual({ seen: 1, remember: 1, raise: 1 });
  expect(await callsFor(100, 1_000)).toEqual({ addReads: 1, readsIn: 2, most: 1 });
});
