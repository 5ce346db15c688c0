import { TerraformStack } from 'cdktf';
import { DeployedStack, EVERYTHING } from './iam';
import { type Configuration, newApp, newStack, synthesize } from './synth';
import { SecretVault } from '../../src';

/** Whoever calls AWS, with what IAM lets them do. */
export interface Principal {
  readonly arn: string;
  readonly policies: readonly string[];
  /** The most that it may do whatever its policies say: its permissions boundary. */
  readonly boundary?: string;
}

/** What is called upon, with the policy that it has itself, where it has one. */
export interface Target {
  readonly arn: string;
  readonly keyPolicy?: string;
  readonly bucketPolicy?: string;
}

export type Context = { readonly [key: string]: string };
export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

/** Principal, action, resource, context, decision: a row of a matrix. */
export type Row = readonly [principal: string, action: string, resource: string, context: string, decision: Decision];

/** The stage that a row is about, the other stage in an account of its own, and the other stage in the same account. */
export interface Stages {
  readonly here: Stage;
  readonly other: Stage;
  readonly beside: Stage;
}

/** What the names in the rows stand for. */
export interface Names {
  readonly principals: { readonly [name: string]: (stages: Stages) => Principal };
  readonly resources: { readonly [name: string]: (stages: Stages) => Target };
  readonly contexts?: { readonly [name: string]: (stages: Stages) => Context };
}

/** Declares what a matrix is about, in a vault of a stage. */
export type Declare = (stack: TerraformStack, vault: SecretVault) => void;

const [FIRST_ACCOUNT, SECOND_ACCOUNT] = ['111122223333', '444455556666'];
const REGION = 'eu-west-1';

/** A stage as AWS has it after apply: an account with a vault. */
export class Stage {
  public readonly deployed: DeployedStack;
  private readonly configuration: Configuration;

  constructor(
    declare: Declare,
    public readonly stage: string,
    public readonly account: string,
    keyId: string,
  ) {
    const stack = newStack(newApp(), stage);
    const person = (name: string) => `arn:aws:iam::${account}:role/${name}`;
    declare(
      stack,
      new SecretVault(stack, 'vault', { namespace: 'acme', stage, breakGlass: [person('break-glass')], deployers: [person('deployer')] }),
    );
    this.configuration = synthesize(stack);
    this.deployed = new DeployedStack(this.configuration, { account, region: REGION, keyId });
  }

  /** A role of the stack, with the policies that grants gave it. */
  public role(id: string): Principal {
    const policies = this.deployed.policiesOf(id);
    if (policies.length === 0) throw new Error(`role ${id} was granted nothing`);
    return { arn: this.deployed.roleArn(id), policies };
  }

  /** A role of the account to which IAM allows everything. */
  public mighty(name: string): Principal {
    return { arn: this.deployed.roleArn(name), policies: [EVERYTHING] };
  }

  public parameter(name: string): Target {
    return { arn: this.deployed.parameterArn(name) };
  }

  /** A key of the vault, with its policy. */
  public key(which: 'vault' | 'bootstrap' | 'master-keys' = 'vault'): Target {
    const prefix = { vault: 'vault_key_', bootstrap: 'vault_bootstrap-key_', 'master-keys': 'vault_master-keys_' }[which];
    const [id] = Object.keys(this.configuration.resource.aws_kms_key!).filter((each) => each.startsWith(prefix));
    return { arn: this.deployed.keyArnOf(id!), keyPolicy: this.deployed.policyOf('aws_kms_key', id!) };
  }

  /** The bucket of master keys, or an object in it, with the bucket's policy. */
  public bucket(object?: string): Target {
    const [id] = Object.keys(this.configuration.resource.aws_s3_bucket_policy!).filter((each) => !each.includes('log'));
    return {
      arn: `${this.bucketArn}${object === undefined ? '' : `/${object}`}`,
      bucketPolicy: this.deployed.policyOf('aws_s3_bucket_policy', id!),
    };
  }

  public get bucketArn(): string {
    return `arn:aws:s3:::acme-${this.stage}-master-keys-${this.account}`;
  }

  /** What KMS knows of a call through Parameter Store about a parameter. */
  public throughParameterStore(parameter: string): Context {
    return {
      'kms:ViaService': `ssm.${REGION}.amazonaws.com`,
      'kms:EncryptionContext:PARAMETER_ARN': this.deployed.parameterArn(parameter),
    };
  }

  /** What KMS knows of a call through S3 about the bucket of master keys. */
  public throughS3(): Context {
    return { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:EncryptionContext:aws:s3:arn': this.bucketArn };
  }
}

/** Contexts that every matrix has. */
const CONTEXTS: Names['contexts'] = {
  '-': () => ({}),
  TLS: () => ({ 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' }),
  'TLS, MFA': () => ({ 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', 'aws:MultiFactorAuthPresent': 'true' }),
  'TLS 1.1': () => ({ 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.1' }),
  'no TLS': () => ({ 'aws:SecureTransport': 'false' }),
  'through S3': ({ here }) => here.throughS3(),
};

/** Principals that every matrix has, each with AdministratorAccess. */
const PRINCIPALS: Names['principals'] = {
  administrator: ({ here }) => here.mighty('administrator'),
  deployer: ({ here }) => here.mighty('deployer'),
  'break-glass': ({ here }) => here.mighty('break-glass'),
  'administrator of the other stage': ({ other }) => other.mighty('administrator'),
};

/**
 * Tests a matrix of accesses, once for each stage, by what the policies of the principal, the key and the bucket say
 * together. Whatever is no name in the table is an error, and so is a table that only allows or only denies.
 */
export function testAccessMatrix(declare: Declare, names: Names, rows: readonly Row[]): void {
  const stages = {
    dev: new Stage(declare, 'dev', FIRST_ACCOUNT, '11111111-1111-1111-1111-111111111111'),
    prod: new Stage(declare, 'prod', SECOND_ACCOUNT, '22222222-2222-2222-2222-222222222222'),
    prodBesideDev: new Stage(declare, 'prod', FIRST_ACCOUNT, '33333333-3333-3333-3333-333333333333'),
    devBesideProd: new Stage(declare, 'dev', SECOND_ACCOUNT, '44444444-4444-4444-4444-444444444444'),
  };
  const [principals, contexts] = [
    { ...PRINCIPALS, ...names.principals },
    { ...CONTEXTS, ...names.contexts },
  ];

  describe.each<[string, Stages]>([
    ['dev', { here: stages.dev, other: stages.prod, beside: stages.prodBesideDev }],
    ['prod', { here: stages.prod, other: stages.dev, beside: stages.devBesideProd }],
  ])('in %s', (_stage, around) => {
    test.each(rows)('%s | %s | %s | %s | %s', async (principal, action, resource, context, decision) => {
      const caller = named(principals, principal)(around);
      const target = named(names.resources, resource)(around);
      const about = named(contexts, context)(around);
      const known = action.startsWith('kms:') ? { 'kms:CallerAccount': caller.arn.split(':')[4]!, ...about } : about;
      const { arn, ...ownPolicy } = target;
      expect(
        await around.here.deployed.decide({
          principal: caller.arn,
          policies: caller.policies,
          boundary: caller.boundary,
          action,
          resource: arn,
          context: known,
          ...ownPolicy,
        }),
      ).toBe(decision);
    });
  });

  test('the matrix has twelve cells or more, of which some allow and some deny', () => {
    const denied = rows.filter(([, , , , decision]) => decision !== 'Allowed').length;
    expect(rows.length).toBeGreaterThanOrEqual(12);
    expect(denied).toBeGreaterThan(rows.length / 3);
    expect(rows.length - denied).toBeGreaterThanOrEqual(2);
    expect(new Set(rows.map((row) => row.slice(0, 4).join('|'))).size).toBe(rows.length);
  });
}

function named<T>(table: { readonly [name: string]: T }, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`'${name}' is not one of: ${Object.keys(table).join(', ')}`);
  return found;
}
