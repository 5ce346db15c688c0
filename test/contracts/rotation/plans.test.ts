import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { plansOfEveryRecipe } from './every-recipe';
import { parsePlan } from '../../../src/contracts/rotation/plan';
import { isStrategyName, readSettings, STRATEGY_NAMES } from '../../../src/contracts/rotation/strategies';

interface WrittenPlan {
  readonly secret: string;
  readonly strategy: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly everyDays: number;
}

// Written by cdktf-coffer before plans had types: whoever deploys a new function has them in Parameter Store.
const BEFORE = JSON.parse(readFileSync(path.join(__dirname, 'plans-before.json'), 'utf8')) as readonly WrittenPlan[];
const NOW = plansOfEveryRecipe();

function settingsOf({ secret, ...plan }: WrittenPlan, settings: object = plan.settings): object {
  const read = parsePlan(secret, JSON.stringify({ secret, ...plan, settings }));
  if (!isStrategyName(read.strategy)) throw new Error(`there is no strategy ${read.strategy}`);
  return readSettings(read.strategy, read.settings, read);
}

const of = (secret: string) => BEFORE.find((plan) => plan.secret === secret)!;

test('of every strategy are written, and of every recipe they say what they said before', () => {
  expect(new Set(BEFORE.map(({ strategy }) => strategy))).toEqual(new Set(STRATEGY_NAMES));
  expect([...NOW.values()].map((text) => JSON.parse(text) as WrittenPlan).sort((a, b) => (a.secret < b.secret ? -1 : 1))).toEqual(BEFORE);
});

test.each(BEFORE.map((plan) => [plan.secret, plan] as const))('of %s are read, and nothing that they say is lost', (secret, plan) => {
  const { settings, ...head } = plan;
  expect(parsePlan(secret, NOW.get(secret)!)).toMatchObject(head);
  expect(settingsOf(plan)).toMatchObject(settings);
});

test.each<[string, readonly string[]]>([
  ['/api/random', ['format', 'length']],
  ['/api/postgresql', ['users', 'form', 'port']],
  ['/api/postgresql_admin', ['users', 'form', 'port']],
  ['/api/mysql', ['users', 'port']],
  ['/ci/aws_credentials', ['graceDays', 'format']],
  ['/often/aws_credentials', ['graceDays', 'format']],
  ['/api/server_cert', ['uses', 'validityDays']],
  ['/ssh/ed25519', ['graceDays']],
  ['/ssh/rsa', ['rsaBits']],
])('of %s without %j mean the same, since both sides have one default', (secret, members) => {
  const plan = of(secret);
  const without = Object.fromEntries(Object.entries(plan.settings).filter(([name]) => !members.includes(name)));
  expect(Object.keys(without)).toHaveLength(Object.keys(plan.settings).length - members.length);
  expect(settingsOf(plan, without)).toEqual(settingsOf(plan));
});
