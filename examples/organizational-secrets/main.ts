import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { onepassword, OrganizationalSecret, SecretSource } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** Items cannot be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

class OrganizationalSecrets extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const shared = { vault: onepassword.OnePasswordVault.fromName('Infrastructure'), owner: 'platform team', deletionProtection };

    // Typed into 1Password by whoever has it. Nothing here ever overwrites it.
    const registrar = new OrganizationalSecret(this, 'registrar', {
      ...shared,
      service: 'registrar',
      key: 'admin',
      title: 'Domain registrar',
      item: onepassword.OnePasswordItem.login({ username: 'domains@acme.example', url: 'https://registrar.example.com/login' }),
      source: SecretSource.supplied(),
      sections: [
        {
          label: 'Contract',
          fields: [
            { label: 'Customer number', value: '4711-0815' },
            { label: 'Renews', type: onepassword.OnePasswordFieldType.DATE, value: '2027-03-31' },
            { label: 'Support', type: onepassword.OnePasswordFieldType.EMAIL, value: 'support@registrar.example.com' },
          ],
        },
      ],
    });

    // Made in memory, in the run that makes the item and in none after it.
    const status = new OrganizationalSecret(this, 'status-page', {
      ...shared,
      service: 'status-page',
      key: 'editor',
      title: 'Status page',
      item: onepassword.OnePasswordItem.login({ username: 'status@acme.example', url: 'https://status.example.com' }),
      source: SecretSource.generated({ length: 24 }),
    });

    // From the environment of whoever deploys: TF_VAR_archive_password
    const variable = new TerraformVariable(this, 'archive_password', {
      type: 'string',
      description: 'Password of the archived billing database',
    });
    const archive = new OrganizationalSecret(this, 'archive', {
      ...shared,
      service: 'billing',
      key: 'archive',
      title: 'Billing archive (read only)',
      owner: 'finance',
      item: onepassword.OnePasswordItem.database({
        type: onepassword.OnePasswordDatabaseType.POSTGRESQL,
        hostname: 'archive.acme.example',
        port: 5432,
        database: 'billing',
        username: 'auditor',
      }),
      source: SecretSource.fromVariable(variable),
    });

    // Nobody learns it by heart, so nobody takes it along.
    const recovery = new OrganizationalSecret(this, 'recovery-codes', {
      ...shared,
      service: 'registrar',
      key: 'recovery_codes',
      title: 'Domain registrar: recovery codes',
      item: onepassword.OnePasswordItem.secureNote(),
      source: SecretSource.supplied(),
      rotateWhenSomeoneLeaves: false,
    });

    new TerraformOutput(this, 'references', {
      value: [registrar, status, archive, recovery].map((secret) => secret.secretReference),
      description: 'Where the values are, for op read',
    });
  }
}

const app = new App();
new OrganizationalSecrets(app, 'organizational-secrets');
app.synth();
