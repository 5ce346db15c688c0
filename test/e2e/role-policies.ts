import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { EVENT_SOURCE } from '../../src/contracts/rotation/events';
import type { LocalAws, RequestRecord } from '../../tools/local-aws/local-aws';

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

/** What IAM calls an operation, where it is not the service and the operation's own name. */
const ACTIONS: Readonly<Record<string, string>> = {
  'lambda Invoke': 'lambda:InvokeFunction',
  'events PutEvents': 'events:PutEvents',
  's3 HeadObject': 's3:GetObject',
};

/** The policies of a deployed role, as IAM has them, beside the calls that were made under it. */
export class RolePolicies {
  public static async of(aws: LocalAws, role: string): Promise<RolePolicies> {
    const iam = new IAMClient({ region: REGION, endpoint: aws.endpoint, credentials: aws.credentials });
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role }));
    const documents = await Promise.all(
      AttachedPolicies.map(async ({ PolicyArn }) => {
        const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
        const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy!.DefaultVersionId }));
        return JSON.parse(decodeURIComponent(PolicyVersion!.Document!)) as { Statement: Statement[] };
      }),
    );
    iam.destroy();
    return new RolePolicies(role, documents);
  }

  /** The actions that a call takes, KMS's on behalf of Parameter Store among them. */
  public static actionsOf({ service, operation, withDecryption }: RequestRecord): string[] {
    const action = ACTIONS[`${service} ${operation}`] ?? `${service}:${operation}`;
    if (service !== 'ssm') return [action];
    return [action, ...(withDecryption ? ['kms:Decrypt'] : []), ...(operation === 'PutParameter' ? ['kms:Encrypt'] : [])];
  }

  private constructor(
    private readonly role: string,
    private readonly documents: readonly { readonly Statement: Statement[] }[],
  ) {}

  /** Every action that the role is allowed, whatever on. */
  public get actions(): string[] {
    return [...new Set(this.documents.flatMap(({ Statement: statements }) => statements.flatMap(({ Action }) => Action)))].sort();
  }

  /** The decision of IAM on a call, for everything that it names. */
  public async decide(call: RequestRecord): Promise<string[]> {
    const action = RolePolicies.actionsOf(call)[0]!;
    const resources = resourcesOf(call, this.role.replace(/-rotator$/, ''));
    return Promise.all(
      resources.map(async (resource) => {
        const result = await runSimulation(
          {
            request: {
              principal: `arn:aws:iam::${ACCOUNT}:role/${this.role}`,
              action,
              resource: { resource, accountId: ACCOUNT },
              // Bodies are not in the log: that no other source is sent, local AWS has seen to, which knows the condition too.
              contextVariables: {
                'aws:SecureTransport': 'true',
                ...(action === 'events:PutEvents' && { 'events:source': [EVENT_SOURCE] }),
              },
            },
            identityPolicies: this.documents.map((policy, index) => ({ name: `policy${index}`, policy })),
            serviceControlPolicies: [],
            resourceControlPolicies: [],
          },
          {},
        );
        if (result.resultType === 'error') {
          throw new Error(`${action} on ${resource} is no call that AWS knows: ${JSON.stringify(result.errors)}`);
        }
        return `${result.overallResult} ${action} ${resource}`;
      }),
    );
  }
}

/** ARNs of what a call of a vault's rotator is about. */
function resourcesOf({ service, operation, name, names }: RequestRecord, vault: string): string[] {
  const named = names.length > 0 ? names : name === null ? [] : [name];
  switch (`${service} ${operation}`) {
    case 'ssm DescribeParameters':
      return ['*'];
    case 'sts GetCallerIdentity':
      return ['*'];
    case 'events PutEvents':
      return [`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`];
    default:
  }
  if (service === 'ssm') return named.map((each) => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${each.replace(/(\w):[\w-]+$/, '$1')}`);
  if (service === 'iam') return named.map((each) => `arn:aws:iam::${ACCOUNT}:user/${each}`);
  if (service === 'scheduler') return named.map((each) => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${vault}/${each}`);
  if (service === 's3') return named.map((each) => `arn:aws:s3:::${each}`);
  if (service === 'sns') return named.map((each) => (each.startsWith('arn:') ? each : `arn:aws:sns:${REGION}:${ACCOUNT}:${each}`));
  throw new Error(`what ${operation} of ${service} is about is not known here`);
}
