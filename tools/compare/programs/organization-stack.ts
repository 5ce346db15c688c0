import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import {
  OnePasswordDatabaseType,
  OnePasswordFieldType,
  OnePasswordItem,
  OnePasswordVault,
  OrganizationalSecret,
  SecretSource,
} from 'cdktf-coffer';
import type { Construct } from 'constructs';

/** What people share in 1Password. */
export class OrganizationStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vaults = [OnePasswordVault.fromName('Infrastructure'), OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz')];
    const variable = new TerraformVariable(this, 'password', { type: 'string' });
    const items = [
      undefined,
      OnePasswordItem.login(),
      OnePasswordItem.login({ username: 'acme', url: 'https://example.com' }),
      OnePasswordItem.password(),
      OnePasswordItem.password({ url: 'https://example.com' }),
      OnePasswordItem.secureNote(),
      ...Object.values(OnePasswordDatabaseType).map((type) => OnePasswordItem.database({ type })),
      OnePasswordItem.database({
        type: OnePasswordDatabaseType.POSTGRESQL,
        hostname: 'db.example.com',
        port: 5432,
        database: 'app',
        username: 'auditor',
      }),
    ];
    const types = Object.values(OnePasswordFieldType).filter(
      (type) => type !== OnePasswordFieldType.CONCEALED && type !== OnePasswordFieldType.OTP,
    );
    const valueOf = { EMAIL: 'a@example.com', URL: 'https://example.com', DATE: '2030-01-31', MONTH_YEAR: '203001' } as Record<
      string,
      string
    >;
    const sections = [
      { label: 'First', fields: types.map((type) => ({ label: `Field ${type}`, value: valueOf[type] ?? 'text', type })) },
      { label: 'Second', fields: [{ label: 'Plain', value: 'text' }] },
    ];
    const secrets = items.map(
      (item, index) =>
        new OrganizationalSecret(this, `item-${index}`, {
          vault: vaults[index % 2]!,
          service: 'service',
          key: `key_${index}`,
          owner: 'platform',
          item,
          source: [SecretSource.supplied(), SecretSource.supplied()][index % 2]!,
          ...(index % 3 === 0
            ? {
                title: `Title ${index}`,
                sections,
                tags: ['one', 'two'],
                deletionProtection: false,
                rotateWhenSomeoneLeaves: false,
                onlyPeopleReadIt: true,
              }
            : {}),
        }),
    );
    const sources = [SecretSource.generated({ length: 24, symbols: true }), SecretSource.fromVariable(variable, { version: 3 })];
    secrets.push(
      ...sources.map(
        (source, index) =>
          new OrganizationalSecret(this, `source-${index}`, {
            vault: vaults[0]!,
            service: 'sources',
            key: `key_${index}`,
            owner: 'platform',
            item: OnePasswordItem.login({ username: 'acme' }),
            source,
          }),
      ),
    );
    new TerraformOutput(this, 'outputs', { value: secrets.flatMap((secret) => [secret.itemId, secret.secretReference]) });
  }
}
