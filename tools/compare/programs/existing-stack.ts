import { writeFileSync } from 'node:fs';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import { SecretVault, VaultKey } from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT, roleOf } from './roles';

const key = 'alias/parameter_store_key';
const INVENTORY = {
  inventory: 1,
  account: ACCOUNT,
  region: 'eu-west-1',
  paths: ['/api', '/web'],
  parameters: [
    { name: '/api/db_password', type: 'SecureString', tier: 'Standard', key },
    { name: '/api/log_level', type: 'String', tier: 'Standard' },
    { name: '/api/token', type: 'SecureString', tier: 'Advanced', key },
    { name: '/web/a', type: 'SecureString', tier: 'Standard', key },
    { name: '/web/b', type: 'SecureString', tier: 'Intelligent-Tiering', key },
  ],
};

/** Parameters that are there, taken over. */
export class ExistingStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    writeFileSync('coffer-inventory.json', JSON.stringify(INVENTORY));
    writeFileSync('other-inventory.json', JSON.stringify(INVENTORY));
    const vault = new SecretVault(this, 'vault', { namespace: 'existing', stage: 'prod', key: VaultKey.fromAlias(key) });
    const api = vault.adoptPath('/api', { exclude: ['log_level'] });
    const web = vault.adoptPath('/web', {
      include: ['a'],
      inventory: 'other-inventory.json',
      deletionProtection: false,
      tags: { Team: 'platform' },
    });
    api.secret('token').grantRead(roleOf(this, 'reader'));
    new TerraformOutput(this, 'outputs', { value: [...api.secrets, ...web.secrets].map((secret) => secret.parameterArn) });
  }
}
