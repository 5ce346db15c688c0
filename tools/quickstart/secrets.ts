/** A secret as Terraform's state has it. The state has no value, so neither has this. */
export interface DeployedSecret {
  /** `/<service>/<key>`. */
  readonly parameter: string;
  /** Where its value comes from, for people. */
  readonly source: string;
  /** Such as `awaiting value`. */
  readonly status: string;
  readonly version: number;
}

/** A resource of Terraform's state file, of which only what is read here. */
interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

/** What a state file says was created. */
export interface Deployed {
  readonly secrets: readonly DeployedSecret[];
  /** What else there is, for people, such as `KMS key alias/acme-dev-chamber`. */
  readonly others: readonly string[];
}

/** Reads a state file (Terraform: State, version 4). */
export function deployedIn(stateFile: string): Deployed {
  const { resources } = JSON.parse(stateFile) as { resources: readonly StateResource[] };
  const managed = resources.filter(({ mode }) => mode === 'managed');
  const attributesOf = (type: string) =>
    managed.filter((resource) => resource.type === type).flatMap(({ instances }) => instances.map((instance) => instance.attributes));
  const secrets = attributesOf('coffer_secret').map((attributes): DeployedSecret => ({
    parameter: String(attributes.name),
    source: sourceOf(attributes),
    status: String(attributes.status),
    version: Number(attributes.version),
  }));
  const aliases = attributesOf('aws_kms_alias').map(({ name }) => `KMS key ${String(name)}`);
  const roles = attributesOf('aws_iam_role').map(({ name }) => String(name));
  return {
    secrets: secrets.sort((a, b) => (a.parameter < b.parameter ? -1 : 1)),
    others: [...aliases, ...(roles.length > 0 ? [`IAM roles ${roles.join(', ')}, each with a policy of its own`] : [])],
  };
}

interface Generate {
  readonly format: string;
  readonly length: number;
}

function sourceOf(attributes: Readonly<Record<string, unknown>>): string {
  const generate = attributes.generate as Generate | null;
  if (generate) return `generated: ${formatOf(generate)}`;
  return attributes.value_wo_version === null ? 'supplied by a person' : 'a variable (TF_VAR_…)';
}

function formatOf({ format, length }: Generate): string {
  if (format === 'uuid') return 'a UUID';
  return format === 'password' ? `password, ${length} characters` : `${length} bytes, ${format}`;
}
