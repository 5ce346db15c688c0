import type { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { DividedPolicies } from '../../iam/divided-policies';
import type { GrantedRole } from '../../iam/grantee';
import { keyUse, OBJECT_CONTEXT } from '../../iam/key-use';
import { type ChunkItem, hashBits } from '../../iam/policy-chunks';
import { LONGEST_BUCKET_ARN, LONGEST_DNS_SUFFIX, LONGEST_KEY_ARN, LONGEST_REGION, type PolicyStatement } from '../../iam/policy-document';

/** The bucket's side of a grant; values may be tokens. */
export interface ObjectAccessProps {
  readonly vaultName: string;
  readonly bucketArn: string;
  readonly keyArn: string;
  /** `s3.<region>.<domain>`: how KMS names S3 as the caller in between. */
  readonly s3: string;
  readonly role: GrantedRole;
}

/** One object, as its policy counts it. */
interface GrantedObject extends ChunkItem {
  readonly key: string;
}

/** The master keys that one role may read: every object by its name (R9), in as few managed policies as hold them. */
export class ObjectAccess extends Construct {
  private readonly policies: DividedPolicies<GrantedObject>;

  constructor(scope: Construct, id: string, props: ObjectAccessProps) {
    super(scope, id);
    const { vaultName, role, bucketArn, keyArn, s3 } = props;
    this.policies = new DividedPolicies<GrantedObject>(this, {
      role: role.name,
      namePrefix: `${vaultName}-master-keys-${role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}-`,
      description: `Read master keys of ${vaultName}`,
      statements: (objects) => statements({ bucketArn, keyArn, s3 }, objects),
      empty: statements({ bucketArn: LONGEST_BUCKET_ARN, keyArn: LONGEST_KEY_ARN, s3: `s3.${LONGEST_REGION}.${LONGEST_DNS_SUFFIX}` }, []),
    });
  }

  /** What has to be there before the role uses what it is allowed. */
  public get attachments(): IamRolePolicyAttachment[] {
    return this.policies.attachments;
  }

  public allow(key: string): void {
    this.policies.add(key, { key, bits: hashBits(key), size: LONGEST_BUCKET_ARN.length + key.length + 4 });
  }
}

function statements(
  { bucketArn, keyArn, s3 }: Pick<ObjectAccessProps, 'bucketArn' | 'keyArn' | 's3'>,
  objects: readonly GrantedObject[],
): PolicyStatement[] {
  return [
    {
      Sid: 'ReadMasterKeys',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: objects
        .map(({ key }) => key)
        .sort()
        .map((key) => `${bucketArn}/${key}`),
    },
    // The bucket key is one for all objects of the bucket: which of them is up to the statement above.
    keyUse('DecryptThroughS3', 'kms:Decrypt', keyArn, s3, { exactly: { [OBJECT_CONTEXT]: bucketArn } }),
  ];
}
