/**
 * Kubernetes Secrets as a store: names, labels and annotations that the API server takes (Kubernetes: Object Names and
 * IDs; Labels and Selectors; Annotations), and which object of a cluster is whose. Tokens pass: only apply knows them.
 */
import { TerraformProvider, TerraformStack, Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { KubernetesError } from '../../errors';
import { OncePerApp } from '../../terraform/once-per-app';

/** The largest set of annotations, in bytes of keys and values together. */
const MAX_ANNOTATION_BYTES = 256 * 1024;

/** What the API server takes as a name. */
interface NameRule {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly characters: string;
}

const LABEL = '[a-z0-9]([a-z0-9-]*[a-z0-9])?';
const DNS_LABEL: NameRule = { pattern: new RegExp(`^${LABEL}$`), longest: 63, characters: "lowercase letters, digits and '-'" };
const DNS_SUBDOMAIN: NameRule = {
  pattern: new RegExp(`^${LABEL}(\\.${LABEL})*$`),
  longest: 253,
  characters: "lowercase letters, digits, '-' and '.'",
};
const QUALIFIED_NAME = /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/;

/** Labels or annotations of an object. */
export interface Metadata {
  readonly [key: string]: string;
}

/**
 * @param what the property, such as namespace
 * @throws KubernetesError where no namespace can have this name (RFC 1123, a label of at most 63 characters).
 */
export function checkNamespace(subject: string, what: string, name: string): string {
  return checkName(subject, what, name, DNS_LABEL);
}

/**
 * @param what the property, such as name
 * @throws KubernetesError where no object can have this name (RFC 1123, a subdomain of at most 253 characters).
 */
export function checkObjectName(subject: string, what: string, name: string): string {
  return checkName(subject, what, name, DNS_SUBDOMAIN);
}

/**
 * @throws KubernetesError where a key or value is none that labels can have.
 */
export function checkLabels(subject: string, labels: Metadata | undefined): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    checkKey(subject, 'a label', key);
    if (Token.isUnresolved(value) || value === '' || (value.length <= 63 && QUALIFIED_NAME.test(value))) continue;
    throw new KubernetesError(
      subject,
      `the value of label '${key}' is not up to 63 letters, digits, '_', '-' and '.', beginning and ending with a letter or digit`,
      'Write one that is, or an annotation.',
    );
  }
}

/**
 * @throws KubernetesError where a key is none that annotations can have, or all are too large together.
 */
export function checkAnnotations(subject: string, annotations: Metadata | undefined): void {
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    checkKey(subject, 'an annotation', key);
    if (!Token.isUnresolved(value)) bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > MAX_ANNOTATION_BYTES) {
    throw new KubernetesError(subject, `its annotations have ${bytes} bytes, Kubernetes takes ${MAX_ANNOTATION_BYTES}`, 'Shorten them.');
  }
}

function checkName(subject: string, what: string, name: string, rule: NameRule): string {
  if (Token.isUnresolved(name)) return name;
  const given = typeof name === 'string' ? name : '';
  if (given.length <= rule.longest && rule.pattern.test(given)) return given;
  const received =
    given === '' ? 'not set' : given.length > rule.longest ? `'${given.slice(0, 40)}…' of ${given.length} characters` : `'${given}'`;
  throw new KubernetesError(
    subject,
    `${what} is ${received}, and Kubernetes takes 1 to ${rule.longest} ${rule.characters}, ` +
      `beginning and ending with a letter or digit (RFC 1123)`,
    `Write ${what}: '${nearest(given, rule)}'.`,
  );
}

/** The nearest name that the rule allows, or an example. */
function nearest(name: string, rule: NameRule): string {
  const better = name
    .toLowerCase()
    .replace(rule === DNS_LABEL ? /[^a-z0-9-]+/g : /[^a-z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return better.length <= rule.longest && rule.pattern.test(better) ? better : 'api';
}

function checkKey(subject: string, what: string, key: string): void {
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const wrongPrefix = prefix !== undefined && (prefix.length > DNS_SUBDOMAIN.longest || !DNS_SUBDOMAIN.pattern.test(prefix));
  if (!wrongPrefix && name.length <= 63 && QUALIFIED_NAME.test(name)) return;
  throw new KubernetesError(
    subject,
    `'${key}' is no key of ${what} (up to 63 letters, digits, '_', '-' and '.', with a domain and '/' before it or without)`,
    'Write it like app.kubernetes.io/name.',
  );
}

/** Which objects of which cluster an app declares, so that no two constructs write to one. */
export class ClusterObjects {
  public static of(scope: IConstruct): ClusterObjects {
    return ClusterObjects.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('kubernetes-objects', () => new ClusterObjects());

  private readonly owners = new Map<string, string>();

  private constructor() {}

  /**
   * Take an object, by its kind, namespace and name. Tokens are not compared: two of them may be one name or not.
   *
   * @param cluster the cluster, as far as the program tells them apart
   * @param path construct path of whoever takes it
   * @throws KubernetesError where it is taken.
   */
  public take(
    subject: string,
    cluster: string,
    object: { readonly kind: string; readonly namespace?: string; readonly name: string },
    path: string,
  ): void {
    const { kind, namespace, name } = object;
    if (Token.isUnresolved(name) || Token.isUnresolved(namespace)) return;
    const id = [cluster, kind, namespace ?? '', name].join('\n');
    const taken = this.owners.get(id);
    if (taken !== undefined) {
      throw new KubernetesError(
        subject,
        `${kind} '${
          namespace === undefined ? '' : `${namespace}/`
        }${name}' is written by '${taken}' already, and one would overwrite the other`,
        'Give it a name of its own.',
      );
    }
    this.owners.set(id, path);
  }
}

/** Identifies a cluster by the provider that leads to it. */
export function clusterOf(scope: IConstruct, provider: TerraformProvider | undefined): string {
  return `provider ${TerraformStack.of(scope).node.path}/${provider?.alias ?? ''}`;
}
