import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { allow, deny, parameter, Statement } from './users';
import { findPython } from '../../../../tools/local-aws/python';

const ACCOUNT = '123456789012';
const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const OBJECT = 'arn:aws:s3:::master-keys/ca/root.pem';

interface Case {
  readonly action?: string;
  readonly resource?: string;
  readonly identity?: readonly Statement[];
  readonly resourcePolicy?: readonly (Statement & { readonly Principal?: unknown; readonly NotPrincipal?: unknown })[];
  readonly context?: Record<string, string | readonly string[]>;
  readonly allowed: boolean;
}

const GET = 'ssm:GetParameter';
const ONE = parameter('/api/one');

/** A case whose single Allow has a condition. */
function when(Condition: Statement['Condition'], context: Case['context'], allowed: boolean): Case {
  return { identity: [allow(GET, '*', Condition)], context, allowed };
}

const CASES: Record<string, Case> = {
  'silence allows nothing': { identity: [], allowed: false },
  'an Allow of action and resource allows': { identity: [allow(GET, ONE)], allowed: true },
  'an Allow of another resource does not': { identity: [allow(GET, parameter('/web/one'))], allowed: false },
  'an Allow of another action does not': { identity: [allow('ssm:PutParameter', ONE)], allowed: false },
  'actions are compared without case': { identity: [allow('SSM:getparameter', ONE)], allowed: true },
  'actions take wildcards': { identity: [allow('ssm:Get*', ONE)], allowed: true },
  'a star in a resource reaches over slashes': { identity: [allow(GET, parameter('/a*'))], allowed: true },
  'a question mark stands for one character': { identity: [allow(GET, parameter('/api/on?'))], allowed: true },
  'resources are compared with case': { identity: [allow(GET, parameter('/API/one'))], allowed: false },
  'a star does not reach over a colon into the next part': { identity: [allow(GET, 'arn:aws:ssm:*:parameter/api/one')], allowed: false },
  'a dot in a resource is a dot': { identity: [allow(GET, parameter('/api.one'))], allowed: false },
  'a Deny wins': { identity: [allow('*', '*'), deny(GET, ONE)], allowed: false },
  'a Deny of something else does not': { identity: [allow('*', '*'), deny(GET, parameter('/web/*'))], allowed: true },
  'NotResource leaves out what it names': {
    identity: [allow('*', '*'), { Effect: 'Deny', Action: GET, NotResource: parameter('/api/*') } as unknown as Statement],
    allowed: true,
  },
  'NotAction is about all other actions': {
    identity: [allow('*', '*'), { Effect: 'Deny', NotAction: 'ssm:PutParameter', Resource: '*' } as unknown as Statement],
    allowed: false,
  },
  'variables are filled in': {
    identity: [allow(GET, parameter('/${aws:username}/one'))],
    context: { 'aws:username': 'api' },
    allowed: true,
  },
  'a variable that has no value matches nothing': { identity: [allow(GET, parameter('/${aws:username}*'))], allowed: false },

  'StringEquals holds': when(
    { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
    { 'aws:RequestedRegion': 'us-east-1' },
    true,
  ),
  'StringEquals fails': when({ StringEquals: { 'aws:RequestedRegion': 'us-east' } }, { 'aws:RequestedRegion': 'us-east-1' }, false),
  'StringEquals fails where the key is absent': when({ StringEquals: { 'aws:username': 'alice' } }, {}, false),
  'StringEqualsIfExists holds where the key is absent': when({ StringEqualsIfExists: { 'aws:username': 'alice' } }, {}, true),
  'StringNotEquals holds where the key is absent': when({ StringNotEquals: { 'aws:username': 'alice' } }, {}, true),
  'StringNotEquals fails for any of its values': when(
    { StringNotEquals: { 'aws:username': ['bob', 'alice'] } },
    { 'aws:username': 'alice' },
    false,
  ),
  'StringEqualsIgnoreCase holds': when({ StringEqualsIgnoreCase: { 'aws:username': 'ALICE' } }, { 'aws:username': 'alice' }, true),
  'StringLike takes wildcards': when({ StringLike: { 'aws:username': 'al*e' } }, { 'aws:username': 'alice' }, true),
  'StringNotLike takes wildcards': when({ StringNotLike: { 'aws:username': 'al*' } }, { 'aws:username': 'alice' }, false),
  'condition keys are compared without case': when({ StringEquals: { 'AWS:UserName': 'alice' } }, { 'aws:username': 'alice' }, true),
  'several keys must all hold': when(
    { StringEquals: { 'aws:username': 'alice', 'aws:RequestedRegion': 'eu-west-1' } },
    { 'aws:username': 'alice', 'aws:RequestedRegion': 'us-east-1' },
    false,
  ),
  'Bool compares': when({ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'true' }, true),
  'Null asks for absence': when({ Null: { 'aws:username': 'true' } }, { 'aws:username': 'alice' }, false),
  'Null asks for presence': when({ Null: { 'aws:username': 'false' } }, { 'aws:username': 'alice' }, true),
  'NumericLessThan compares numbers': when(
    { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } },
    { 'aws:MultiFactorAuthAge': '59' },
    true,
  ),
  'NumericLessThan fails': when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }, { 'aws:MultiFactorAuthAge': '3000' }, false),
  'DateGreaterThan compares moments': when(
    { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
    { 'aws:CurrentTime': '2026-06-01T00:00:00Z' },
    true,
  ),
  'IpAddress takes a network': when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '10.1.2.3' }, true),
  'NotIpAddress fails inside the network': when({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '10.1.2.3' }, false),
  'ArnLike takes wildcards': when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, { 'aws:PrincipalArn': USER }, true),
  'ArnNotLike fails on a match': when({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, { 'aws:PrincipalArn': USER }, false),
  'ForAllValues holds where every value is named': when(
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage', 'owner'] } },
    { 'aws:TagKeys': ['stage'] },
    true,
  ),
  'ForAllValues fails for one that is not': when(
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage'] } },
    { 'aws:TagKeys': ['stage', 'owner'] },
    false,
  ),
  'ForAllValues holds where the key is absent': when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage'] } }, {}, true),
  'ForAnyValue holds for one': when(
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['stage'] } },
    { 'aws:TagKeys': ['stage', 'owner'] },
    true,
  ),
  'ForAnyValue fails where the key is absent': when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['stage'] } }, {}, false),

  'a key policy that leaves it to the account needs an Allow of the caller': {
    action: 'kms:Decrypt',
    resource: KEY,
    resourcePolicy: [{ ...allow('kms:*', '*'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }],
    allowed: false,
  },
  'and with it allows': {
    action: 'kms:Decrypt',
    resource: KEY,
    identity: [allow('kms:Decrypt', KEY)],
    resourcePolicy: [{ ...allow('kms:*', '*'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }],
    allowed: true,
  },
  'a key policy that names the caller suffices': {
    action: 'kms:Decrypt',
    resource: KEY,
    resourcePolicy: [{ ...allow('kms:Decrypt', '*'), Principal: { AWS: USER } }],
    allowed: true,
  },
  'a key policy that names others only keeps the caller out': {
    action: 'kms:Decrypt',
    resource: KEY,
    identity: [allow('kms:Decrypt', KEY)],
    resourcePolicy: [{ ...allow('kms:*', '*'), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/bob` } }],
    allowed: false,
  },
  'a bucket policy for everyone allows': {
    action: 's3:GetObject',
    resource: OBJECT,
    resourcePolicy: [{ ...allow('s3:GetObject', 'arn:aws:s3:::master-keys/*'), Principal: '*' }],
    allowed: true,
  },
  "a bucket policy's Deny for everyone wins": {
    action: 's3:GetObject',
    resource: OBJECT,
    identity: [allow('s3:*', '*')],
    resourcePolicy: [{ ...deny('s3:*', 'arn:aws:s3:::master-keys/*', { Bool: { 'aws:SecureTransport': 'false' } }), Principal: '*' }],
    context: { 'aws:SecureTransport': 'false' },
    allowed: false,
  },
  "a bucket policy's Deny spares those whom NotPrincipal names": {
    action: 's3:GetObject',
    resource: OBJECT,
    identity: [allow('s3:*', '*')],
    resourcePolicy: [{ ...deny('s3:*', 'arn:aws:s3:::master-keys/*'), NotPrincipal: { AWS: [USER, `arn:aws:iam::${ACCOUNT}:root`] } }],
    allowed: true,
  },
  'a bucket policy about a service is not about a caller': {
    action: 's3:GetObject',
    resource: OBJECT,
    resourcePolicy: [{ ...allow('s3:GetObject', 'arn:aws:s3:::master-keys/*'), Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    allowed: false,
  },
};

// Reads the cases as JSON from stdin, and answers with the decisions.
const EVALUATE = `
import json, sys
from server.authorization.evaluation import Access, Caller, allows
decisions = {}
for name, case in json.load(sys.stdin).items():
    context = {key.lower(): value if isinstance(value, list) else [value] for key, value in case["context"].items()}
    access = Access(case["action"], case["resource"], Caller("${ACCOUNT}", "${USER}"), context)
    policy = {"Statement": case["resourcePolicy"]} if case["resourcePolicy"] else None
    decisions[name] = allows([{"Statement": case["identity"]}], policy, case["action"].startswith("kms:"), access)
print(json.dumps(decisions))
`;

let decisions: Record<string, boolean>;

beforeAll(async () => {
  const defaults = { action: GET, resource: ONE, identity: [], resourcePolicy: [], context: {} };
  const input = Object.fromEntries(Object.entries(CASES).map(([name, one]) => [name, { ...defaults, ...one }]));
  const cwd = path.resolve(__dirname, '../../../../tools/local-aws');
  const output = execFileSync(await findPython(), ['-B', '-c', EVALUATE], { cwd, input: JSON.stringify(input), encoding: 'utf8' });
  decisions = JSON.parse(output) as Record<string, boolean>;
});

describe.each(Object.entries(CASES))('%s', (name, one) => {
  test('in Local AWS', () => {
    expect(decisions[name]).toBe(one.allowed);
  });

  test('and in an IAM simulator made by others', async () => {
    const policy = (statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
    const identity = one.identity ?? [];
    const result = await runSimulation(
      {
        request: {
          principal: USER,
          action: one.action ?? GET,
          resource: { resource: one.resource ?? ONE, accountId: ACCOUNT },
          contextVariables: (one.context ?? {}) as Record<string, string | string[]>,
        },
        identityPolicies: identity.length > 0 ? [{ name: 'own', policy: policy(identity) }] : [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: one.resourcePolicy && policy(one.resourcePolicy),
      },
      {},
    );
    expect(result.resultType === 'error' ? result.errors : result.overallResult).toMatch(one.allowed ? /^Allowed$/ : /Denied$/);
  });
});
