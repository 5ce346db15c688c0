import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import type { GrantedRole } from '../../iam/grantee';
import { keyUse, OBJECT_CONTEXT } from '../../iam/key-use';
import { render } from '../../iam/policy-document';

/** The bucket's side of a grant; values may be tokens. */
export interface ObjectAccessProps {
  readonly vaultName: string;
  readonly bucketArn: string;
  readonly keyArn: string;
  /** `s3.<region>.<domain>`: how KMS names S3 as the caller in between. */
  readonly s3: string;
  readonly role: GrantedRole;
}

/** The master keys that one role may read: one managed policy, with every object by its name (R9). */
export class ObjectAccess extends Construct {
  private readonly objects = new Set<string>();

  constructor(scope: Construct, id: string, private readonly props: ObjectAccessProps) {
    super(scope, id);
    const policy = new IamPolicy(this, 'policy', {
      namePrefix: `${props.vaultName}-master-keys-${props.role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}-`,
      description: `Read master keys of ${props.vaultName}`,
      policy: Lazy.stringValue({ produce: () => this.document() }),
      lifecycle: { createBeforeDestroy: true },
    });
    new IamRolePolicyAttachment(this, 'attachment', { role: props.role.name, policyArn: policy.arn, lifecycle: { createBeforeDestroy: true } });
  }

  public allow(objectKey: string): void {
    this.objects.add(objectKey);
  }

  private document(): string {
    const { bucketArn, keyArn, s3 } = this.props;
    return render([
      { Sid: 'ReadMasterKeys', Effect: 'Allow', Action: 's3:GetObject', Resource: [...this.objects].sort().map((key) => `${bucketArn}/${key}`) },
      // The bucket key is one for all objects of the bucket: which of them is up to the statement above.
      keyUse('DecryptThroughS3', 'kms:Decrypt', keyArn, s3, { exactly: { [OBJECT_CONTEXT]: bucketArn } }),
    ]);
  }
}
