import { blocks, type Statement, statementsOf } from './statements';
import type { Block, Configuration } from '../support/synth';

/** What a control asks of a stack. */
export interface Check {
  /** Addresses of the resources that do not do as it asks. */
  readonly faults: (configuration: Configuration) => string[];
  /** A resource that does not, so that the check is known to see one: its type and its arguments. */
  readonly bad: { readonly [type: string]: Block };
}

/** Asks something of every resource of some types. */
export function every(
  types: string | readonly string[],
  isGood: (block: Block, address: string, configuration: Configuration) => boolean,
  ...bad: Block[]
): Check {
  const all = [types].flat();
  return {
    faults: (configuration) =>
      all
        .flatMap((type) => blocks(configuration, type))
        .filter(([address, block]) => !isGood(block, address, configuration))
        .map(([address]) => address),
    bad: Object.fromEntries(bad.map((block, index) => [all[index]!, block])),
  };
}

/** Asks something of every statement of every policy. */
export function everyStatement(isGood: (statement: Statement) => boolean, bad: Check['bad']): Check {
  return {
    faults: (configuration) => [
      ...new Set(
        statementsOf(configuration)
          .filter((statement) => !isGood(statement))
          .map(({ address }) => address),
      ),
    ],
    bad,
  };
}

/** Asks that there be none of some types. */
export function none(...types: string[]): Check {
  return every(types, () => false, ...types.map(() => ({})));
}

/** A resource of some type that is about a bucket. */
export function ofBucket(configuration: Configuration, type: string, bucketAddress: string): Block | undefined {
  return blocks(configuration, type)
    .map(([, block]) => block)
    .find((block) => (block.bucket as string).startsWith(`\${${bucketAddress}.`));
}

/** Asks something of every bucket: of the resource of a type that is about it. */
export function everyBucket(type: string, isGood: (about: Block) => boolean): Check {
  return every(
    'aws_s3_bucket',
    (_block, address, configuration) => {
      const about = ofBucket(configuration, type, address);
      return about !== undefined && isGood(about);
    },
    {},
  );
}
