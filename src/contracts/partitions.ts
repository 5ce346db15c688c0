/** The beginnings of regions, by the partition that they are in; all others are in `aws` (AWS: Partitions). */
const PREFIXES: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
];

/** What the name of a region looks like, such as eu-central-1, us-gov-west-1 or eusc-de-east-1. */
export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** The domain of a partition's services. */
export function dnsSuffixOf(partition: string): string {
  return (
    { 'aws-cn': 'amazonaws.com.cn', 'aws-eusc': 'amazonaws.eu', 'aws-iso': 'c2s.ic.gov', 'aws-iso-b': 'sc2s.sgov.gov' }[partition] ??
    'amazonaws.com'
  );
}

/** The partition that a region is in: nothing is shared or copied from one to another. */
export function partitionOf(region: string): string {
  return PREFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
