import type { Session } from '../../../../src/programs/cli/session';
import { byName } from '../../../../src/programs/cli/vault/choose-vault';
import { keyForWrite } from '../../../../src/programs/cli/vault/vault-key';

describe('the key of a write', () => {
  const alias = 'alias/acme-prod-chamber';
  const place = 'arn:aws:kms:eu-west-1:444455556666';
  const vault = { ...byName('acme-prod'), account: '444455556666', region: 'eu-west-1', keyArn: `${place}:key/abc-1` };
  const under = (keyId: string) => ({
    name: '/api/db',
    arn: undefined,
    version: 1,
    keyId,
    tier: 'Standard',
    type: 'SecureString',
    description: '1',
  });
  const keyOf = (
    keyId: string | undefined,
    options = {},
    name = '/api/db',
    of: Pick<Session, 'vault' | 'keyId'> = { vault, keyId: alias },
  ) => keyForWrite(of, name, keyId === undefined ? undefined : under(keyId), options);
  const EVIL = 'arn:aws:kms:us-east-1:666666666666:key/evil';

  test.each([alias, `${place}:alias/acme-prod-chamber`, `${place}:key/abc-1`, 'abc-1'])('stays if it is the vault’s: %s', (keyId) => {
    expect(keyOf(keyId)).toBe(keyId);
  });

  test.each([EVIL, 'evil', 'alias/aws/ssm', 'alias/acme-prod-bootstrap', 'arn:aws:kms:eu-west-1:666666666666:alias/acme-prod-chamber'])(
    'is not the one that the last writer chose, unless somebody says so: %s',
    (keyId) => {
      expect(() => keyOf(keyId)).toThrow(
        `/api/db is encrypted under ${keyId}, which cannot be confirmed to be ${alias} of vault acme-prod`,
      );
      expect(keyOf(keyId, { 'keep-key': true })).toBe(keyId);
      expect(keyOf(keyId, { 'vault-key': true })).toBe(alias);
    },
  );

  test('is not taken from the last writer if the ARN of the vault’s key may not be looked up', () => {
    const blind = { vault: { ...vault, keyArn: undefined }, keyId: alias };
    expect(() => keyOf('abc-1', {}, '/api/db', blind)).toThrow('cannot be confirmed');
    expect(keyOf(`${place}:alias/acme-prod-chamber`, {}, '/api/db', blind)).toBe(`${place}:alias/acme-prod-chamber`);
  });

  test('is the bootstrap key for bootstrap secrets, the vault’s for new ones, and kept without a vault', () => {
    expect(keyOf('alias/acme-prod-bootstrap', {}, '/bootstrap/github/token')).toBe('alias/acme-prod-bootstrap');
    expect(() => keyOf(alias, {}, '/bootstrap/github/token')).toThrow('cannot be confirmed');
    expect(keyOf(undefined)).toBe(alias);
    expect(keyOf(EVIL, {}, '/api/db', { keyId: alias })).toBe(EVIL);
    expect(() => keyOf(alias, { 'keep-key': true, 'vault-key': true })).toThrow('cannot be combined');
    expect(() => keyOf(alias, { 'vault-key': true }, '/api/db', { keyId: alias })).toThrow('--vault-key needs a vault');
  });
});
