import type { ManifestSecret, ManifestStack } from '../../../../src/contracts/manifest';
import { declaredNames, tellAwaiting } from '../../../../src/programs/cli/exec/declared-names';
import type { RequiredVault } from '../../../../src/programs/cli/vault/require-vault';
import { CapturedTerminal } from '../captured';

const secret = (service: string, key: string, more: Partial<ManifestSecret> = {}): Partial<ManifestSecret> => ({
  vault: 'dev/vault',
  service,
  key,
  name: `/${service}/${key}`,
  environmentName: key.toUpperCase(),
  systemOfRecord: 'parameter-store',
  sharedWith: [],
  ...more,
});

const vault = {
  name: 'acme-dev',
  declared: {
    file: 'coffer.manifest.json',
    stack: {} as ManifestStack,
    vault: { path: 'dev/vault' },
    secrets: [
      secret('api', 'token'),
      secret('api', 'host_key', { environmentName: null }),
      secret('api', 'elsewhere', { vault: 'prod/vault' }),
      secret('api', 'item', { systemOfRecord: 'one-password' }),
      secret('global', 'dsn', { sharedWith: ['api'] }),
    ],
  },
} as unknown as RequiredVault;

test('the names of a service are those that its programs read from this vault, shared ones too', () => {
  expect(declaredNames({ vault }, ['/api', '/global'])).toEqual(
    new Map([
      ['/api', ['/api/token', '/global/dsn']],
      ['/global', ['/global/dsn']],
    ]),
  );
});

test('a service without declared secrets, and a folder without a manifest, are errors', () => {
  expect(() => declaredNames({ vault }, ['/web'])).toThrow("declares no secret of service 'web'");
  expect(() => declaredNames({}, ['/api'])).toThrow('there is none here. Give --manifest');
});

test('what has no value yet is told by name, and nothing is told if all have one', () => {
  const declared = declaredNames({ vault }, ['/api']);
  const variables = (...names: string[]) => new Map(names.map((parameter) => [parameter, { name: parameter, value: 'CANARY', parameter }]));
  const [some, all] = [new CapturedTerminal(), new CapturedTerminal()];
  tellAwaiting(declared, variables('/api/token'), some);
  tellAwaiting(declared, variables('/api/token', '/global/dsn'), all);
  expect(some.errors).toBe('coffer exec: declared, but without a value yet: /global/dsn.');
  expect(all.errors).toBe('');
});
