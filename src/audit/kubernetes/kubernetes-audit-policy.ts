import * as path from 'path';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { auditPolicyText } from './audit-policy-text';
import { AuditError } from '../../errors';
import { AppFiles } from '../../terraform/app-files';
import { OncePerApp } from '../../terraform/once-per-app';
import { StackSetup } from '../../terraform/stack-setup';
import { writeIfChanged } from '../../terraform/write-if-changed';

/** Where the audit policy is written, and how much it logs. */
export interface KubernetesAuditPolicyProps {
  /**
   * Path of the file that synth writes the policy to, relative to the working directory, such as `cluster/audit-policy.yaml`. The file is
   * written only if its content changes. Synth throws an `AuditError` for a path that is empty, a token, or that of another policy.
   */
  readonly file: string;

  /**
   * Whether to log all other requests as well, at level `Metadata`. In a busy cluster, controllers alone cause hundreds of lines a second.
   *
   * @default false
   */
  readonly everything?: boolean;
}

const POLICIES = new OncePerApp('audit-policies', () => new Map<string, string>());

/**
 * An audit policy for Kubernetes API servers. It logs who reads and changes Secrets, who gets into pods, and who changes permissions, with
 * names and without any value. Pass it to `kube-apiserver --audit-policy-file`, together with `--audit-log-path` or a webhook.
 *
 * Amazon EKS does not accept a policy: its API servers use one of AWS's own, which also logs Secrets at level `Metadata`. Turn on the
 * cluster's log type `audit` instead (`enabledClusterLogTypes` of `EksCluster`).
 *
 * Synth throws an `AuditError` if `file` is not the path of a file, or is the path of another policy.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
 */
export class KubernetesAuditPolicy extends Construct {
  /** The policy, in YAML, as it is written to the file. */
  public readonly policy: string;

  constructor(scope: Construct, id: string, { file, everything = false }: KubernetesAuditPolicyProps) {
    super(scope, id);
    const subject = `KubernetesAuditPolicy '${this.node.path}'`;
    if (Token.isUnresolved(file) || file.trim() === '' || /\p{Cc}|[/\\]$/u.test(file)) {
      throw new AuditError(subject, 'file is not the name of a file written out', "Write one, such as 'cluster/audit-policy.yaml'.");
    }
    const full = path.resolve(file);
    const taken = POLICIES.of(this);
    const other = taken.get(full);
    if (other !== undefined) throw new AuditError(subject, `file is '${file}', which is that of '${other}'`, 'Write another name.');
    taken.set(full, this.node.path);
    this.policy = auditPolicyText(everything ? 'Metadata' : 'None');
    StackSetup.of(this);
    AppFiles.of(this).add(`audit-policy ${full}`, () => writeIfChanged(full, this.policy));
  }
}
