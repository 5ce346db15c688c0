import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import { access } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { LOCAL_AWS } from './settings';
import type { Stage } from './stage';

/** A Terraform run that needs a secret, under the role that reads it: the value is in the provider's memory, and nowhere else. */
export class Run extends TerraformStack {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    const uploader = new AwsProvider(this, 'as-uploader', { alias: 'uploader', region: 'eu-west-1', ...LOCAL_AWS });
    new access.TerraformAccess(this, 'terraform', { vault: stage.vault }).configureAws(uploader, stage.uploader);
    const { arn } = new DataAwsCallerIdentity(this, 'identity', { provider: uploader });
    new TerraformOutput(this, 'uploader', { value: arn, description: 'Who the provider is to AWS' });
  }
}
