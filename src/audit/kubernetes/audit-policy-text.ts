/** Groups whose objects hold secrets, or lead to them, by kind of object: never more than metadata, whoever asks. */
const NEVER_BODIES: readonly { readonly group: string; readonly resources: readonly string[]; readonly why: string }[] = [
  { group: '', resources: ['secrets', 'configmaps'], why: 'A body would be the value.' },
  { group: '', resources: ['serviceaccounts/token'], why: 'The answer is a token.' },
  { group: 'authentication.k8s.io', resources: ['tokenreviews', 'tokenrequests'], why: 'The request is a token.' },
  {
    group: 'external-secrets.io',
    resources: ['externalsecrets', 'clusterexternalsecrets', 'pushsecrets', 'secretstores', 'clustersecretstores'],
    why: 'Who leads what into which Secret.',
  },
  { group: 'generators.external-secrets.io', resources: ['*'], why: 'Some hold credentials.' },
  {
    group: '',
    resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers'],
    why: 'Whoever gets into a pod reads what it reads. Commands may hold a value.',
  },
];

/** Changes of who may do what. Their bodies hold no value, and say what changed. */
const PERMISSIONS = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'] as const;

/**
 * An audit policy in YAML. The first rule that fits counts.
 *
 * @param rest what is logged of everything else
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
export function auditPolicyText(rest: 'None' | 'Metadata'): string {
  return [
    '# Written by Coffer at synth. Secrets are logged at Metadata: who, when, which verb, which name. At Request or',
    '# RequestResponse, the log would hold their values.',
    'apiVersion: audit.k8s.io/v1',
    'kind: Policy',
    '# What is asked is logged with its answer, not before it.',
    'omitStages:',
    '  - RequestReceived',
    'omitManagedFields: true',
    'rules:',
    ...NEVER_BODIES.flatMap(({ group, resources, why }) => [
      `  # ${why}`,
      '  - level: Metadata',
      '    resources:',
      `      - group: ${JSON.stringify(group)}`,
      `        resources: ${JSON.stringify(resources)}`,
    ]),
    '  # Who was let at secrets.',
    '  - level: Request',
    '    verbs: ["create", "update", "patch", "delete", "deletecollection"]',
    '    resources:',
    '      - group: "rbac.authorization.k8s.io"',
    `        resources: ${JSON.stringify(PERMISSIONS)}`,
    `  - level: ${rest}`,
    '',
  ].join('\n');
}
