import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { onepassword, OrganizationalSecret, SecretSource } from 'cdktf-coffer';
import type { Construct } from 'constructs';

/** What people share in 1Password. */
export class OrganizationStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vaults = [
      onepassword.OnePasswordVault.fromName('Infrastructure'),
      onepassword.OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz'),
    ];
    const variable = new TerraformVariable(this, 'password', { type: 'string' });
    const items = [
      undefined,
      onepassword.OnePasswordItem.login(),
      onepassword.OnePasswordItem.login({ username: 'acme', url: 'https://example.com' }),
      onepassword.OnePasswordItem.password(),
      onepassword.OnePasswordItem.password({ url: 'https://example.com' }),
      onepassword.OnePasswordItem.secureNote(),
      ...Object.values(onepassword.OnePasswordDatabaseType).map((type) => onepassword.OnePasswordItem.database({ type })),
      onepassword.OnePasswordItem.database({
        type: onepassword.OnePasswordDatabaseType.POSTGRESQL,
        hostname: 'db.example.com',
        port: 5432,
        database: 'app',
        username: 'auditor',
      }),
    ];
    const types = Object.values(onepassword.OnePasswordFieldType).filter(
      (type) => type !== onepassword.OnePasswordFieldType.CONCEALED && type !== onepassword.OnePasswordFieldType.OTP,
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
            item: onepassword.OnePasswordItem.login({ username: 'acme' }),
            source,
          }),
      ),
    );
    new TerraformOutput(this, 'outputs', { value: secrets.flatMap((secret) => [secret.itemId, secret.secretReference]) });
  }
}
