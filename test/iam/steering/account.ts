import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { ApplicationSecret, Rotation, SecretSource, SecretVault } from '../../../src';
import { DeployedStack } from '../../support/iam';
import { type Configuration, newStack, synthesize } from '../../support/synth';

const [ACCOUNT, REGION, AWAY] = ['111122223333', 'eu-west-1', 'eu-central-1'];
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const EVERYBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
});

const NAMES = {
  'the plan': '/_coffer/rotation/acme-prod/api/db',
  'the pending value': '/_coffer/pending/api/db',
  'the pending value of another secret': '/_coffer/pending/api/partner',
  'the supplied value': '/_coffer/supplied/api/partner',
  'the administrator’s credentials': '/databases/admin',
  'the secret': '/api/db',
  'a secret that is not rotated': '/web/session',
  'the copied secret': '/api/copied',
} as const;
type Parameter = keyof typeof NAMES;

/** What a call is about: a parameter, a key as Parameter Store uses it for one, or another thing of the account. */
export type Target = Parameter | `the vault’s key for ${Parameter}` | `a foreign key for ${Parameter}` | keyof typeof OTHERS;

const OTHERS = {
  'the schedule': `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/acme-prod/api.db`,
  'the schedules’ role': `arn:aws:iam::${ACCOUNT}:role/acme-prod-rotator-schedules`,
  'the rotator': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:acme-prod-rotator`,
  'the replicator': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:acme-prod-replicator`,
  'the rotator’s role': `arn:aws:iam::${ACCOUNT}:role/acme-prod-rotator`,
  'an event of source coffer': `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
  'an event of another source': `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
  'the copy': `arn:aws:ssm:${AWAY}:${ACCOUNT}:parameter/api/copied`,
  'a copy that was not declared': `arn:aws:ssm:${AWAY}:${ACCOUNT}:parameter/api/db`,
  'a copy in another region': `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/api/copied`,
} as const;

const SOURCES: { readonly [target: string]: string } = {
  'an event of source coffer': 'coffer',
  'an event of another source': 'aws.health',
};

/** Somebody with these actions on everything: what they may, the policies of keys and of functions' roles leave to them. */
const withActions = (...Action: string[]) => [
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
];
const WRITES = ['ssm:PutParameter', 'ssm:DeleteParameter'];
const ENCRYPTS = ['kms:Encrypt', 'kms:GenerateDataKey'];

/** An account with a rotator and a replicator, and those who call AWS there. */
export class SteeredAccount {
  private readonly deployed: DeployedStack;
  private readonly principals: { readonly [name: string]: readonly string[] };

  constructor() {
    const configuration = declare();
    this.deployed = new DeployedStack(configuration, { account: ACCOUNT, region: REGION, keyId: '11111111-1111-1111-1111-111111111111' });
    const own = (prefix: string) => {
      const policies = this.deployed.policiesOf(Object.keys(configuration.resource.aws_iam_role!).find((id) => id.startsWith(prefix))!);
      if (policies.length === 0) throw new Error(`role ${prefix} has no policies`);
      return policies;
    };
    const pending = this.deployed.parameterArn(NAMES['the pending value']);
    const forPending = {
      Effect: 'Allow',
      Action: ENCRYPTS,
      Resource: '*',
      Condition: { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': pending } },
    };
    this.principals = {
      'who writes parameters': withActions(...WRITES),
      'who writes and encrypts': withActions(...WRITES, ...ENCRYPTS),
      'who writes and encrypts for the pending value': [
        ...withActions(...WRITES),
        JSON.stringify({ Version: '2012-10-17', Statement: [forPending] }),
      ],
      'who deploys': withActions(...WRITES, ...ENCRYPTS, 'scheduler:UpdateSchedule', 'iam:PassRole'),
      'who changes schedules alone': withActions('scheduler:UpdateSchedule'),
      'who invokes functions': withActions('lambda:InvokeFunction'),
      'who changes functions': withActions('lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'iam:PutRolePolicy'),
      'who deletes': withActions('ssm:DeleteParameter', 'scheduler:DeleteSchedule'),
      'the rotator': own('vault_rotator_role'),
      'the replicator': own('vault_replication_replicator_role'),
      'the function of the user’s own': own('partner-role'),
    };
  }

  public decide(principal: string, action: string, target: Target): Promise<string> {
    const policies = this.principals[principal];
    if (!policies) throw new Error(`'${principal}' is not one of: ${Object.keys(this.principals).join(', ')}`);
    const call = { principal: this.deployed.roleArn(principal.replace(/\W/g, '-')), policies, action };
    const ofKey = /^(the vault’s|a foreign) key for (.*)$/.exec(target);
    if (ofKey) {
      const context = this.deployed.throughParameterStore(NAMES[ofKey[2] as Parameter]);
      if (ofKey[1] === 'the vault’s') return this.deployed.decide({ ...call, resource: this.deployed.keyArn, context });
      return this.deployed.decide({
        ...call,
        resource: this.deployed.keyArn.replace(/1{12}$/, '999999999999'),
        context,
        keyPolicy: EVERYBODY,
      });
    }
    const resource = OTHERS[target as keyof typeof OTHERS] ?? this.deployed.parameterArn(NAMES[target as Parameter]);
    const source = SOURCES[target];
    return this.deployed.decide({ ...call, resource, context: source === undefined ? {} : { 'events:source': [source] } });
  }
}

function declare(): Configuration {
  const stack = newStack();
  const provider = new AwsProvider(stack, 'away', { alias: 'away', region: AWAY });
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    replication: { regions: [{ region: AWAY, provider }] },
  });
  const supplied = { vault, service: 'api', source: SecretSource.supplied() };
  const admin = new ApplicationSecret(stack, 'admin', { ...supplied, service: 'databases', key: 'admin' });
  new ApplicationSecret(stack, 'db', {
    ...supplied,
    key: 'db',
    rotation: Rotation.postgresql({ host: 'db.example.com', username: 'api', admin }),
  });
  const role = new IamRole(stack, 'partner-role', { name: 'partner', assumeRolePolicy: TRUST });
  const handler = new LambdaFunction(stack, 'partner-function', { functionName: 'partner', role: role.arn });
  new ApplicationSecret(stack, 'partner', { ...supplied, key: 'partner', rotation: Rotation.lambdaFunction(handler, { role }) });
  new ApplicationSecret(stack, 'session', { ...supplied, service: 'web', key: 'session' });
  new ApplicationSecret(stack, 'copied', { ...supplied, key: 'copied', replicaRegions: [AWAY] });
  return synthesize(stack);
}
