import { CHECKS } from './checks';
import { CHECK_OF, CONTROLS } from './controls';
import { synthesizeAwsOnly, synthesizeOptions } from './options';
import { tableBelow } from './page';
import { statementsOf } from './statements';
import { wildcardsIn } from './wildcards';
import { synthesizeEverything } from '../support/everything';
import type { Configuration } from '../support/synth';

jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

const stacks: readonly [string, Configuration][] = [
  ...Object.entries(synthesizeEverything().stacks),
  ['options', synthesizeOptions()],
  ['aws-only', synthesizeAwsOnly()],
];

describe('the example with everything', () => {
  test('has two stages, their clusters and runs, an organization, and beside it a stack with every option and one without coffer', () => {
    expect(stacks.map(([name]) => name)).toEqual([
      'everything-dev',
      'everything-dev-cluster',
      'everything-dev-run',
      'everything-organization',
      'everything-prod',
      'everything-prod-cluster',
      'everything-prod-run',
      'options',
      'aws-only',
    ]);
  });

  test('has what controls are about', () => {
    const about = [
      'kms_key',
      's3_bucket',
      's3_bucket_policy',
      'iam_role',
      'iam_policy',
      'iam_user',
      'lambda_function',
      'lambda_permission',
      'sqs_queue',
      'sqs_queue_policy',
      'sns_topic',
      'sns_topic_policy',
      'cloudwatch_log_group',
      'scheduler_schedule',
      'ssm_parameter',
    ];
    const types = new Set(stacks.flatMap(([, { resource }]) => Object.keys(resource)));
    expect(about.filter((type) => !types.has(`aws_${type}`))).toEqual([]);
  });

  test('has no wildcard in a policy but those of the table, and the table has no other', () => {
    const found = wildcardsIn(stacks.flatMap(([, stack]) => statementsOf(stack))).map(
      ({ policy, statement, element, text }) => `${policy} | ${statement} | ${element} | ${text}`,
    );
    const listed = tableBelow('Wildcards').map(([policy, statement, element, text]) =>
      [policy, statement, element, text].map((cell) => cell!.replace(/`/g, '')).join(' | '),
    );
    expect(found.sort()).toEqual(listed.sort());
    expect(tableBelow('Wildcards').filter(([, , , , why]) => why === '')).toEqual([]);
  });
});

interface Row {
  readonly control: string;
  readonly state: string;
  readonly why: string;
}

const rows: Row[] = tableBelow('Controls').flatMap(([controls, state, why]) =>
  controls!.split(', ').map((control) => ({ control, state: state!, why: why! })),
);

describe('the table of controls', () => {
  test('has every control once', () => {
    expect(rows.map(({ control }) => control).sort()).toEqual([...CONTROLS].sort());
  });

  test('has a reason for each exception, and no check for any', () => {
    const exceptions = rows.filter(({ state }) => state === 'exception');
    expect(exceptions.filter(({ why }) => why.length < 20)).toEqual([]);
    expect(rows.filter(({ state, why }) => state.startsWith('met but for') && why.length < 20)).toEqual([]);
    expect(exceptions.map(({ control }) => control).filter((control) => control in CHECK_OF)).toEqual([]);
    expect(Object.keys(CHECK_OF).sort()).toEqual(
      rows
        .filter(({ state }) => state !== 'exception')
        .map(({ control }) => control)
        .sort(),
    );
  });

  test('knows three states', () => {
    expect(rows.filter(({ state }) => !/^(met|exception|met but for `\w+`(, `\w+`)*)$/.test(state))).toEqual([]);
  });
});

describe('in the example with everything', () => {
  test.each(rows.filter(({ state }) => state !== 'exception').map(({ control, state }) => [control, CHECK_OF[control]!, state] as const))(
    '%s: %s (%s)',
    (_control, name, state) => {
      const except = [...state.matchAll(/`(\w+)`/g)].map(([, part]) => part!);
      const faults = stacks.flatMap(([stack, configuration]) =>
        CHECKS[name].faults(configuration).map((address) => `${stack}: ${address}`),
      );
      expect(faults.filter((fault) => !except.some((part) => fault.includes(part)))).toEqual([]);
      // An exception that is none any more has to go.
      expect(except.filter((part) => !faults.some((fault) => fault.includes(part)))).toEqual([]);
    },
  );
});

describe('a check sees what does not keep it', () => {
  test.each(Object.entries(CHECKS).flatMap(([name, { bad }]) => Object.keys(bad).map((type) => [name, type] as const)))(
    '%s: %s',
    (name, type) => {
      const check = CHECKS[name as keyof typeof CHECKS];
      const configuration = { provider: {}, resource: { [type]: { bad: check.bad[type]! } } } as Configuration;
      expect(check.faults(configuration)).toEqual([`${type}.bad`]);
    },
  );

  test('policies that are looked up', () => {
    const stack = { provider: {}, resource: {}, data: { aws_iam_policy_document: { bad: {} } } } as Configuration;
    expect(CHECKS['policies are no data sources'].faults(stack)).toEqual(['bad']);
  });
});

test('no policy is made by a data source, where no check would see it', () => {
  expect(stacks.flatMap(([, stack]) => CHECKS['policies are no data sources'].faults(stack))).toEqual([]);
});
