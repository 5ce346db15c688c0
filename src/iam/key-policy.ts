import { OBJECT_CONTEXT, PARAMETER_CONTEXT } from './key-use';
import { PolicyStatement, render } from './policy-document';
import { byWhatIsTheirs, type Readers } from './readers';

/** The one way in which a key is used: through a service, for what that service stores. */
export interface KeyUse {
  readonly sid: string;
  /** The service as KMS names it before the region, such as ssm. */
  readonly service: string;
  /** The key of the encryption context by which the service says what it encrypts. */
  readonly contextKey: string;
  /** What it may encrypt: ARNs, with `*` where the context holds the rest. */
  readonly context: string | readonly string[];
}

/**
 * Use of a key through S3, for one bucket: with a bucket key, S3 says the bucket's ARN to KMS, without it the object's (S3: Reducing the
 * cost of SSE-KMS).
 */
export function useThroughS3(bucketArn: string): KeyUse {
  return { sid: 'UseThroughS3', service: 's3', contextKey: OBJECT_CONTEXT, context: [bucketArn, `${bucketArn}/*`] };
}

/** What a vault's key policy is made of; values may be tokens. */
export interface KeyPolicyProps {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly dnsSuffix: string;
  /** ARNs of the roles that deploy. */
  readonly deployers: readonly string[];
  /** ARNs of the only principals that may decrypt. Undefined leaves it to IAM. */
  readonly readers?: readonly string[];
  /** What those of the readers decrypt who do not decrypt everything: ARNs of parameters. @default - they decrypt everything */
  readonly own?: Readers;
  /** ARNs of the only principals that may encrypt, as for copies that nobody else may write. Undefined leaves it to IAM. */
  readonly writers?: readonly string[];
  /** What other accounts may decrypt. */
  readonly shares?: readonly PolicyStatement[];
  /** Whether nobody may take the key away, as long as this policy is what it is. */
  readonly deletionProtection: boolean;
  /** @default - through Parameter Store, for any parameter of the account */
  readonly use?: KeyUse;
}

/**
 * What an administrator of a key does, and nothing that encrypts or decrypts. Actions on grants stop at looking
 * and revoking: a grant could hand Decrypt to anyone, past every condition below. ReEncrypt is missing for the
 * same reason: it would move a value under a key of the caller's choice.
 */
const ADMINISTRATION: readonly string[] = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** What takes a key from under the values that it encrypts, its alias included: secrets and chamber name the key by that. */
const LOSS: readonly string[] = ['kms:DeleteAlias', 'kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:UpdateAlias'];

const ENCRYPTION: readonly string[] = ['kms:Encrypt', 'kms:GenerateDataKey'];

/** Lets the account's administrators look after a key, and not use it. */
export function administration({ partition, account }: Pick<KeyPolicyProps, 'partition' | 'account'>): PolicyStatement {
  return {
    Sid: 'AdministerWithoutUse',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: ADMINISTRATION,
    Resource: '*',
  };
}

/**
 * Keeps a key and its alias. Terraform's own prevent_destroy goes with the block that is taken out of the program; this is in
 * AWS, where it also holds for the account's root. Not kms:PutKeyPolicy: by that, an apply with protection turned off takes
 * this statement away again, and so can the administrators of the account, who have no other way.
 */
const STAYS: PolicyStatement = { Sid: 'StaysWhileProtected', Effect: 'Deny', Principal: { AWS: '*' }, Action: LOSS, Resource: '*' };

/**
 * The policy of a vault's own key.
 *
 * Every Allow names the account as principal, which hands the decision on to IAM policies of that account and
 * grants nothing by itself (AWS: Default key policy). In a key policy, the resource `*` is the key it belongs to.
 */
export function keyPolicy(props: KeyPolicyProps): string {
  const account = { AWS: `arn:${props.partition}:iam::${props.account}:root` };
  const use = props.use ?? {
    sid: 'UseThroughParameterStore',
    service: 'ssm',
    contextKey: PARAMETER_CONTEXT,
    context: `arn:${props.partition}:ssm:${props.region}:${props.account}:parameter/*`,
  };
  const through = { 'kms:CallerAccount': props.account, 'kms:ViaService': `${use.service}.${props.region}.${props.dnsSuffix}` };
  const statements: PolicyStatement[] = [
    administration(props),
    {
      // An IAM policy that allows kms:Decrypt on everything still decrypts nothing here but through that service,
      // in this region, for what is stored in this account.
      Sid: use.sid,
      Effect: 'Allow',
      Principal: account,
      Action: props.writers ? 'kms:Decrypt' : ['kms:Decrypt', ...ENCRYPTION],
      Resource: '*',
      Condition: { StringEquals: through, StringLike: { [use.contextKey]: use.context } },
    },
  ];
  if (props.writers) {
    statements.push({
      Sid: 'OnlyWritersEncrypt',
      Effect: 'Allow',
      Principal: account,
      Action: ENCRYPTION,
      Resource: '*',
      Condition: { StringEquals: through, StringLike: { [use.contextKey]: use.context }, ArnEquals: { 'aws:PrincipalArn': props.writers } },
    });
  }
  statements.push(...(props.shares ?? []));
  if (props.deployers.length > 0) {
    statements.push({
      // R2 at its strongest: no IAM policy, not even AdministratorAccess, overrules a Deny of the key. The
      // condition names the roles rather than the principal, since KMS turns a principal into an internal id, and
      // would let go of a role that is deleted and created again.
      Sid: 'DeployersNeverDecrypt',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': props.deployers } },
    });
  }
  if (props.deletionProtection) statements.push(STAYS);
  if (props.readers) {
    statements.push({
      // Whoever is not named cannot read, whatever IAM allows: secrets that everything else hangs on.
      Sid: 'OnlyReadersDecrypt',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': props.readers } },
    });
  }
  byWhatIsTheirs(props.own ?? new Map()).forEach(({ readers, own }, index) =>
    statements.push({
      // A reader that IAM lets at everything still reads its own secrets only, and not those of its neighbours. What comes
      // without a context is nobody's.
      Sid: `OwnSecretsOnly${index}`,
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': readers }, StringNotEquals: { [PARAMETER_CONTEXT]: own } },
    }),
  );
  return render(statements);
}
