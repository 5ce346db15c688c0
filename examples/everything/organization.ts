import { TerraformOutput, TerraformStack } from 'cdktf';
import { onepassword, OrganizationalSecret, SecretSource } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { deletionProtection } from './settings';

/** What people share, and no program reads: it belongs to no stage. */
export class Organization extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const shared = { vault: onepassword.OnePasswordVault.fromName('Infrastructure'), owner: 'platform team', deletionProtection };
    const registrar = new OrganizationalSecret(this, 'registrar', {
      ...shared,
      service: 'registrar',
      key: 'admin',
      title: 'Domain registrar',
      item: onepassword.OnePasswordItem.login({ username: 'domains@acme.example', url: 'https://registrar.example.com/login' }),
      source: SecretSource.supplied(),
    });
    const status = new OrganizationalSecret(this, 'status-page', {
      ...shared,
      service: 'status-page',
      key: 'editor',
      title: 'Status page',
      item: onepassword.OnePasswordItem.login({ username: 'status@acme.example', url: 'https://status.example.com' }),
      source: SecretSource.generated({ length: 24 }),
    });
    new TerraformOutput(this, 'references', {
      value: [registrar, status].map((secret) => secret.secretReference),
      description: 'Where the values are, for op read',
    });
  }
}
