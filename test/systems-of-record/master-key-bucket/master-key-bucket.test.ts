import { MasterKeyBucket, SecretVault } from '../../../src';
import { newStack } from '../../support/synth';

const BREAK_GLASS = ['arn:aws:iam::111122223333:role/break-glass'];

/** What synth warns of. */
function warnings(deployers?: string[]): string[] {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', breakGlass: BREAK_GLASS, deployers });
  return new MasterKeyBucket(stack, 'keys', { vault }).node.metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => data as string);
}

test('a vault with master keys that names no deployers is warned that their plans would be denied the keys\' metadata', () => {
  expect(warnings()).toEqual([
    "MasterKeyBucket 'dev/keys': the vault names no deployers. A plan looks at the metadata of keys, which the policy of the bucket then denies to whoever deploys, unless every key is granted to that role. "
    + 'Name the role in deployers of the vault.',
  ]);
  expect(warnings(['arn:aws:iam::111122223333:role/deploy'])).toEqual([]);
});
