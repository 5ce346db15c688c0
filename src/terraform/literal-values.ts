import { TerraformElement, TerraformProvider, TerraformResource, TerraformVariable } from 'cdktf';
import { IConstruct } from 'constructs';
import { isLiteral } from './literal';
import { refuseStoredItem } from './one-password-values';
import { LiteralSecretError } from '../errors';

/**
 * Refuses values that are written out in the program, where they would land in the synthesized output, and so in
 * version control, build caches and plans (R1). The messages never repeat a value.
 */

/** What cdktf keeps from the program but offers to subclasses only. */
interface Overridden {
  readonly rawOverrides?: { readonly [attribute: string]: unknown };
}

/**
 * @throws LiteralSecretError where a `coffer_secret` in the scope has its value written out, a provider has its credentials
 *   written out, or 1Password's is given a value in a way that keeps it.
 */
export function refuseLiteralValues(scope: IConstruct): void {
  if (TerraformResource.isTerraformResource(scope) && scope.terraformResourceType === 'coffer_secret') refuseLiteralValue(scope);
  else if (TerraformProvider.isTerraformProvider(scope) && SECRET_SETTINGS[scope.terraformResourceType]) refuseLiteralSettings(scope);
  else if (TerraformElement.isTerraformElement(scope)) refuseStoredItem(scope);
  scope.node.children.forEach(refuseLiteralValues);
}

function refuseLiteralValue(resource: TerraformResource): void {
  const given = (resource as TerraformResource & { valueWoInput?: unknown }).valueWoInput;
  const overridden = (resource as unknown as Overridden).rawOverrides?.value_wo;
  if (!isLiteral(given) && !isLiteral(overridden)) return;
  throw new LiteralSecretError(
    `Secret '${resource.node.path}'`,
    'value_wo is written out in the program, so the value would be in the synthesized output (it is kept out of this message)',
    'Pass an ephemeral value, such as that of a TerraformVariable with ephemeral set, or declare an ApplicationSecret.',
  );
}

/** Settings of providers that are secrets, and what takes their place. 1Password's are looked at with its items. */
const SECRET_SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws: { secret_key: 'AWS_SECRET_ACCESS_KEY', token: 'AWS_SESSION_TOKEN' },
  coffer: { secret_key: 'AWS_SECRET_ACCESS_KEY', token: 'AWS_SESSION_TOKEN' },
  kubernetes: { password: 'KUBE_PASSWORD', token: 'KUBE_TOKEN', client_key: 'KUBE_CLIENT_KEY_DATA' },
};
const PROXIES: Readonly<Record<string, string>> = { http_proxy: 'HTTP_PROXY', https_proxy: 'HTTPS_PROXY', proxy_url: 'KUBE_PROXY_URL' };

/** Stand-ins for AWS take any key, and get `test` or the like. Secrets of real ones are longer: AWS's have 40 characters. */
const SHORTEST_SECRET = 16;

function refuseLiteralSettings(provider: TerraformProvider): void {
  const type = provider.terraformResourceType;
  const [settings] = (
    provider.toTerraform() as { readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> }
  ).provider[type]!;
  const secret = Object.entries(SECRET_SETTINGS[type]!).find(
    ([name]) => isLiteral(settings![name]) && String(settings![name]).length >= SHORTEST_SECRET,
  );
  if (secret) throw literalSetting(provider, `${secret[0]} is written out in the program`, secret[1]);
  const proxy = Object.entries(PROXIES).find(([name]) => isLiteral(settings![name]) && /\/\/[^/@]*:[^/@]+@/.test(String(settings![name])));
  if (proxy) throw literalSetting(provider, `${proxy[0]} has a password written out in the program`, proxy[1]);
}

function literalSetting(provider: TerraformProvider, problem: string, variable: string): LiteralSecretError {
  return new LiteralSecretError(
    `Provider '${provider.node.path}'`,
    `${problem}, so it would be in the synthesized output (it is kept out of this message)`,
    `Leave it out, and set ${variable} where you deploy, or pass a TerraformVariable.`,
  );
}

/**
 * @throws LiteralSecretError where the variable has a default, which every plan shows.
 */
export function refuseDefault(variable: TerraformVariable): void {
  if (variable.default === undefined && (variable as unknown as Overridden).rawOverrides?.default === undefined) return;
  throw new LiteralSecretError(
    `SecretSource.fromVariable '${variable.node.path}'`,
    'the variable has a default, which would be in the synthesized output and in every plan (it is kept out of this message)',
    `Remove the default and set TF_VAR_${variable.friendlyUniqueId} where you deploy.`,
  );
}

/** Whether something is a variable of a cdktf program, of whatever copy of cdktf. */
export function isVariable(value: unknown): value is TerraformVariable {
  return TerraformElement.isTerraformElement(value) && 'stringValue' in value && 'addValidation' in value;
}
