import { readFileSync } from 'fs';
import * as path from 'path';
import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { SecretVault } from '../../src';
import { temporaryFolder } from '../support/synth';

/** The coffer provider of a stack whose AWS provider has these settings, and what the app is warned of. */
function synthesize(settings: AwsProviderConfig): { coffer: unknown; warnings: string[] } {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'dev');
  new AwsProvider(stack, 'aws', settings);
  new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  app.synth();
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
    stacks: { dev: { annotations: { message: string }[]; synthesizedStackPath: string } };
  };
  const { provider } = JSON.parse(readFileSync(path.join(outdir, stacks.dev.synthesizedStackPath), 'utf8')) as {
    provider: { coffer: unknown[] };
  };
  return {
    coffer: provider.coffer[0],
    warnings: stacks.dev.annotations.map(({ message }) => message).filter((message) => message.includes('AwsProvider')),
  };
}

test('whoever the AWS provider calls AWS as, the coffer provider does too', () => {
  expect(
    synthesize({
      accessKey: '${var.key}',
      secretKey: '${var.secret}',
      token: '${var.token}',
      sharedCredentialsFiles: ['one', 'two'],
      forbiddenAccountIds: ['111122223333'],
      stsRegion: 'eu-west-1',
      skipMetadataApiCheck: 'true',
      assumeRole: [
        { roleArn: 'arn:aws:iam::111122223333:role/hub' },
        { roleArn: 'arn:aws:iam::111122223333:role/deploy', tags: { Team: 'payments' } },
      ],
    }),
  ).toEqual({
    coffer: {
      access_key: '${var.key}',
      secret_key: '${var.secret}',
      token: '${var.token}',
      shared_credentials_files: ['one', 'two'],
      forbidden_account_ids: ['111122223333'],
      sts_region: 'eu-west-1',
      skip_metadata_api_check: 'true',
      assume_role: [
        { role_arn: 'arn:aws:iam::111122223333:role/hub' },
        { role_arn: 'arn:aws:iam::111122223333:role/deploy', tags: { Team: 'payments' } },
      ],
    },
    warnings: [],
  });
});

test('what it cannot do the same way, the program is warned of', () => {
  expect(synthesize({ ec2MetadataServiceEndpoint: 'http://localhost:1' }).warnings).toEqual([
    "The coffer provider takes its settings from the stack's AwsProvider, but has no ec2_metadata_service_endpoint. " +
      'It calls AWS with the credentials of the environment or the profile. ' +
      'Where those are another identity, declare a CofferProvider and pass it to the vault.',
  ]);
});
