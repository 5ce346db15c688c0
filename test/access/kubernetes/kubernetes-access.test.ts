import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Fn, type TerraformStack } from 'cdktf';
import { faultsOf, type Manifest } from './custom-resources';
import { ApplicationSecret, kubernetes, SecretSource, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, synthesize } from '../../support/synth';

const { KubernetesAccess, KubernetesDelivery, KubernetesIdentity, ManifestOutput } = kubernetes;
const OIDC = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
const OPERATOR = { operatorRoleArn: 'arn:aws:iam::111122223333:role/eso', clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/dev' };
const IMAGE = 'registry.acme.example/chamber@sha256:0';

function declare(props: Partial<kubernetes.KubernetesAccessProps> = {}) {
  const stack = newStack(newApp(), 'dev');
  new KubernetesProvider(stack, 'kubernetes', {});
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const access = new KubernetesAccess(stack, 'api', {
    vault,
    namespace: 'api',
    services: props.secrets ? undefined : ['global', 'api'],
    identity: KubernetesIdentity.irsa(OIDC),
    ...props,
  });
  return { stack, vault, access };
}

function manifestsOf({ stack }: ReturnType<typeof declare>) {
  const { resource } = synthesize(stack);
  const manifests = Object.values(resource.kubernetes_manifest!).map(({ manifest }) => manifest as Manifest);
  for (const manifest of manifests.filter(({ kind }) => kind !== 'ServiceAccount')) expect(faultsOf(manifest)).toEqual([]);
  return { resource, kinds: Object.fromEntries(manifests.map((manifest) => [manifest.kind, manifest])) };
}

describe('a service in a cluster', () => {
  test('has in one line a role, service account, store and ExternalSecret, all of one name', () => {
    const declared = declare();
    const { kinds } = manifestsOf(declared);
    expect(Object.keys(kinds).sort()).toEqual(['ExternalSecret', 'SecretStore', 'ServiceAccount']);
    for (const { metadata } of Object.values(kinds)) expect(metadata).toMatchObject({ name: 'api-env', namespace: 'api' });
    expect(kinds.ServiceAccount!.metadata).toMatchObject({
      annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/acme-dev-api-api-env' },
    });
    expect(declared.access.secretName).toBe('api-env');
    expect(declared.access.rolloutAnnotations).toEqual({ 'secret.reloader.stakater.com/reload': 'api-env' });
  });

  test('has the ARN of its role under EKS Pod Identity in a file, if its account is given, in the partition of the cluster', () => {
    const roleIn = (more: Partial<kubernetes.PodIdentityProps>) => {
      const identity = KubernetesIdentity.podIdentity({ ...OPERATOR, ...more });
      return manifestsOf(declare({ identity })).kinds.SecretStore!.spec as { provider: { aws: { role: string } } };
    };
    expect(roleIn({ roleAccount: '444455556666' }).provider.aws.role).toBe('arn:aws:iam::444455556666:role/acme-dev-api-api-env');
    const china = { clusterArn: 'arn:aws-cn:eks:cn-north-1:444455556666:cluster/apps', roleAccount: '444455556666' };
    expect(roleIn(china).provider.aws.role).toBe('arn:aws-cn:iam::444455556666:role/acme-dev-api-api-env');
    const tokens = { clusterArn: Fn.join('', ['a']), operatorRoleArn: Fn.join('', ['b']), roleAccount: '444455556666' };
    expect(roleIn(tokens).provider.aws.role).toMatch(/^\$\{aws_iam_role\./);
    expect(
      thrownBy(() => declare({ identity: KubernetesIdentity.podIdentity(OPERATOR), output: ManifestOutput.files('never') })).message,
    ).toContain('roleAccount of podIdentity()');
  });

  test('may be read by the operator under EKS Pod Identity, whose role trusts that operator of that cluster alone', () => {
    const declared = declare({ identity: KubernetesIdentity.podIdentity(OPERATOR) });
    const { resource, kinds } = manifestsOf(declared);
    expect(Object.keys(kinds).sort()).toEqual(['ExternalSecret', 'SecretStore']);
    const [[id, role]] = Object.entries(resource.aws_iam_role!) as [[string, { assume_role_policy: string }]];
    expect(kinds.SecretStore!.spec).toEqual({
      provider: { aws: { service: 'ParameterStore', region: 'eu-west-1', role: `\${aws_iam_role.${id}.arn}` } },
    });
    expect(JSON.parse(role.assume_role_policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'OperatorOfThisClusterOnly',
          Effect: 'Allow',
          Principal: { AWS: OPERATOR.operatorRoleArn },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: {
            StringEquals: {
              'aws:PrincipalTag/eks-cluster-arn': OPERATOR.clusterArn,
              'aws:PrincipalTag/kubernetes-namespace': 'external-secrets',
              'aws:PrincipalTag/kubernetes-service-account': 'external-secrets',
            },
          },
        },
      ],
    });
    const warnings = declared.access.node.metadata.map(({ data }) => data as string);
    expect(warnings).toEqual([expect.stringContaining('for whatever SecretStore of the cluster names it')]);
  });

  test.each([
    ['the operator of the cluster', { cluster: OPERATOR.clusterArn }, 'Allowed'],
    ["another cluster's, with the same role", { cluster: 'arn:aws:eks:eu-west-1:111122223333:cluster/other' }, 'ImplicitlyDenied'],
    ["another cluster's, without session tags, that says it is the operator", {}, 'ImplicitlyDenied'],
  ])('has under EKS Pod Identity a role for %s', async (_, { cluster }: { cluster?: string }, expected) => {
    const { resource } = synthesize(declare({ identity: KubernetesIdentity.podIdentity(OPERATOR) }).stack);
    const [role] = Object.values(resource.aws_iam_role!);
    const tags = (kind: string, clusterArn: string) => ({
      [`aws:${kind}Tag/eks-cluster-arn`]: clusterArn,
      [`aws:${kind}Tag/kubernetes-namespace`]: 'external-secrets',
      [`aws:${kind}Tag/kubernetes-service-account`]: 'external-secrets',
    });
    const result = await runSimulation(
      {
        request: {
          principal: OPERATOR.operatorRoleArn,
          action: 'sts:TagSession',
          resource: { resource: 'arn:aws:iam::111122223333:role/acme-dev-api-api-env', accountId: '111122223333' },
          contextVariables: { ...tags('Request', OPERATOR.clusterArn), ...(cluster === undefined ? {} : tags('Principal', cluster)) },
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: JSON.parse(role!.assume_role_policy as string) as object,
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
    expect(result.overallResult).toBe(expected);
  });

  test('may have pods that read by chamber exec, and no Secret', () => {
    const declared = declare({ delivery: KubernetesDelivery.CHAMBER_EXEC });
    expect(Object.keys(manifestsOf(declared).kinds)).toEqual(['ServiceAccount']);
    expect(declared.access.chamberExec({ chamberImage: IMAGE, command: ['node', 'main.js'] })).toEqual({
      serviceAccountName: 'api-env',
      volumes: [{ name: 'chamber', emptyDir: { sizeLimit: '64Mi' } }],
      initContainers: [
        {
          name: 'chamber',
          image: IMAGE,
          command: ['cp', '/usr/local/bin/chamber', '/chamber/chamber'],
          volumeMounts: [{ name: 'chamber', mountPath: '/chamber' }],
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        },
      ],
      containers: [
        {
          name: 'app',
          command: ['/chamber/chamber', 'exec', 'global', 'api', '--', 'node', 'main.js'],
          env: [{ name: 'AWS_REGION', value: 'eu-west-1' }],
          volumeMounts: [{ name: 'chamber', mountPath: '/chamber', readOnly: true }],
        },
      ],
    });
  });
});

describe('synth refuses a service in a cluster', () => {
  const listed = (stack: ReturnType<typeof declare>) =>
    ApplicationSecret.fromName(stack.stack, 'named', { vault: stack.vault, service: 'api', key: 'key' });

  test.each<[string, () => unknown, string, string]>([
    [
      'without an identity',
      () => declare({ identity: undefined as unknown as kubernetes.KubernetesIdentity }),
      'KubernetesError',
      'identity is none. Write KubernetesIdentity.irsa(oidcProviderArn) or podIdentity().',
    ],
    [
      'with an operator that is none',
      () => declare({ identity: KubernetesIdentity.podIdentity({ ...OPERATOR, operatorRoleArn: 'eso' }) }),
      'GrantError',
      "operatorRoleArn 'eso' is not an ARN of that kind. Write arn:aws:iam::<account>:role/<name>.",
    ],
    [
      'with a cluster that is none',
      () => declare({ identity: KubernetesIdentity.podIdentity({ ...OPERATOR, clusterArn: 'dev' }) }),
      'GrantError',
      "clusterArn 'dev' is not an ARN of that kind. Write arn:aws:eks:<region>:<account>:cluster/<name>.",
    ],
    [
      'with an account that is none',
      () => declare({ identity: KubernetesIdentity.podIdentity({ ...OPERATOR, roleAccount: 'acme' }) }),
      'GrantError',
      "roleAccount 'acme' is not the id of an account. Write its twelve digits.",
    ],
    [
      'with a name too long for a role',
      () => declare({ identity: KubernetesIdentity.podIdentity(OPERATOR), name: 'n'.repeat(52) }),
      'GrantError',
      `the role's name 'acme-dev-api-${'n'.repeat(52)}' is not 1 to 64 letters, digits and any of _+=,.@- (it has 65 characters). Shorten name.`,
    ],
    [
      'with an interval and chamber exec',
      () => declare({ delivery: KubernetesDelivery.CHAMBER_EXEC, refreshInterval: '1h' }),
      'KubernetesError',
      'refreshInterval given with KubernetesDelivery.CHAMBER_EXEC, which reads whole services as pods start. ' +
        'Leave them out, or use KubernetesDelivery.EXTERNAL_SECRET.',
    ],
    [
      'whose pods would have the role of the operator',
      () => declare({ delivery: KubernetesDelivery.CHAMBER_EXEC, identity: KubernetesIdentity.podIdentity(OPERATOR) }),
      'KubernetesError',
      'pods run chamber exec, and its identity is for the operator. Use KubernetesIdentity.irsa().',
    ],
    [
      'for its Secret, if there is none',
      () => declare({ delivery: KubernetesDelivery.CHAMBER_EXEC }).access.secretName,
      'KubernetesError',
      'its pods read by chamber exec, and there is no Secret. Use chamberExec().',
    ],
    [
      'for a pod, if no service account has the role',
      () => declare({ identity: KubernetesIdentity.podIdentity(OPERATOR) }).access.chamberExec({ chamberImage: IMAGE, command: ['a'] }),
      'KubernetesError',
      'its role is for External Secrets Operator, and no pod of the service has it. Use KubernetesIdentity.irsa().',
    ],
    [
      'for a pod without a program',
      () => declare().access.chamberExec({ chamberImage: IMAGE, command: [] }),
      'KubernetesError',
      "command is empty, and chamber exec needs a program. Write the image's entry point out, such as command: ['node', 'main.js'].",
    ],
    [
      'for a pod without an image of chamber',
      () => declare().access.chamberExec({ chamberImage: '', command: ['a'] }),
      'KubernetesError',
      'chamberImage is empty. Name an image that has cp and chamber, by its digest.',
    ],
    [
      'for a pod with a path that is relative',
      () => declare().access.chamberExec({ chamberImage: IMAGE, chamberPath: 'chamber', command: ['a'] }),
      'KubernetesError',
      "chamberPath 'chamber' is not absolute. Write it like /usr/local/bin/chamber.",
    ],
  ])('%s', (_, act, name, message) => {
    expect(thrownBy(act)).toEqual({ name, message: `KubernetesAccess 'dev/api': ${message}` });
  });

  test('for a pod, if secrets are listed', () => {
    const program = declare();
    const { stack, vault } = program;
    const access = new KubernetesAccess(stack, 'listed', {
      vault,
      namespace: 'api',
      name: 'listed',
      secrets: [listed(program)],
      identity: KubernetesIdentity.irsa(OIDC),
    });
    expect(thrownBy(() => access.chamberExec({ chamberImage: IMAGE, command: ['a'] })).message).toBe(
      "KubernetesAccess 'dev/listed': it lists secrets, and chamber reads whole services. Give services.",
    );
  });

  test.each<[string, string, string]>([
    [
      'if its role reads secrets of another stage, and its pods read by chamber exec',
      'api',
      "role 'role' has secrets of stage dev already, this one is of stage prod, and grants never mix stages. Use one role for each stage.",
    ],
    [
      "if its role is that of another namespace's service account, and its pods read by chamber exec",
      'jobs',
      "its service account is in namespace 'jobs', its pods in 'api', and pods have service accounts of their own namespace only. " +
        'Put both into one namespace.',
    ],
  ])('%s', (_, namespace, message) => {
    const app = newApp();
    const [dev, prod] = ['dev', 'prod'].map((stage) => {
      const stack = newStack(app, stage);
      new KubernetesProvider(stack, 'kubernetes', {});
      return { stack, vault: new SecretVault(stack, 'vault', { namespace: 'acme', stage }) };
    }) as [{ stack: TerraformStack; vault: SecretVault }, { stack: TerraformStack; vault: SecretVault }];
    const role = new kubernetes.ServiceAccountRole(dev.stack, 'role', {
      vault: dev.vault,
      oidcProviderArn: OIDC,
      namespace,
      serviceAccount: 'api',
    });
    const read = () =>
      new KubernetesAccess(prod.stack, 'api', {
        vault: prod.vault,
        namespace: 'api',
        services: ['api'],
        identity: KubernetesIdentity.serviceAccountRole(role),
        delivery: KubernetesDelivery.CHAMBER_EXEC,
      });
    expect(thrownBy(read).message).toBe(`KubernetesAccess 'prod/api': ${message}`);
  });

  test("if its service is another vault's, and its pods read by chamber exec", () => {
    const stack = newStack(newApp(), 'dev');
    new KubernetesProvider(stack, 'kubernetes', {});
    const [vault, other] = ['acme', 'shop'].map((namespace) => new SecretVault(stack, namespace, { namespace, stage: 'dev' })) as [
      SecretVault,
      SecretVault,
    ];
    new ApplicationSecret(stack, 'key', { vault: other, service: 'till', key: 'key', source: SecretSource.generated() });
    const read = () =>
      new KubernetesAccess(stack, 'api', {
        vault,
        namespace: 'api',
        services: ['till'],
        identity: KubernetesIdentity.irsa(OIDC),
        delivery: KubernetesDelivery.CHAMBER_EXEC,
      });
    expect(thrownBy(read)).toEqual({
      name: 'GrantError',
      message:
        "KubernetesAccess 'dev/api': service 'till' is one of vault shop-dev, declared at 'dev/key', and not of vault acme-dev. " +
        'Take it from its own vault, separately.',
    });
  });

  test('if its role deploys the vault, and its pods read by chamber exec', () => {
    const stack = newStack(newApp(), 'dev');
    new KubernetesProvider(stack, 'kubernetes', {});
    const role = new kubernetes.ServiceAccountRole(stack, 'role', {
      vault: new SecretVault(stack, 'other', { namespace: 'shop', stage: 'dev' }),
      oidcProviderArn: OIDC,
      namespace: 'api',
      serviceAccount: 'api',
    });
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', deployers: [role.arn] });
    const read = () =>
      new KubernetesAccess(stack, 'api', {
        vault,
        namespace: 'api',
        services: ['api'],
        identity: KubernetesIdentity.serviceAccountRole(role),
        delivery: KubernetesDelivery.CHAMBER_EXEC,
      });
    expect(thrownBy(read).message).toBe(
      "KubernetesAccess 'dev/api': reader 'role' is one of the vault's deployers, to whom the key's policy denies decryption. " +
        'Read under a role of its own, or take it out of deployers.',
    );
  });
});
