import * as path from 'path';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { auditPolicyText } from './audit-policy-text';
import { AuditError } from '../../errors';
import { AppFiles } from '../../terraform/app-files';
import { OncePerApp } from '../../terraform/once-per-app';
import { StackSetup } from '../../terraform/stack-setup';
import { writeIfChanged } from '../../terraform/write-if-changed';

/** What an audit policy says, and where it is written. */
export interface KubernetesAuditPolicyProps {
  /**
   * Where the policy is written at synth, from the folder that the program runs in, such as `cluster/audit-policy.yaml`. It is written only
   * if it changed.
   */
  readonly file: string;

  /**
   * Whether everything else is logged too, at Metadata: every request of every controller, some hundred lines a second in a busy cluster.
   *
   * @default false
   */
  readonly everything?: boolean;
}

const POLICIES = new OncePerApp('audit-policies', () => new Map<string, string>());

/**
 * An audit policy for API servers of Kubernetes: who reads and changes Secrets, who gets into pods, and who lets whom, with names and
 * never a value. Give it to `kube-apiserver --audit-policy-file`, with `--audit-log-path` or a webhook.
 *
 * Not for EKS, whose API servers have AWS's own policy, also with Secrets at Metadata: turn on the log type `audit` of the cluster
 * (`enabledClusterLogTypes` of `EksCluster`).
 *
 * Synth fails with an AuditError if the name of the file is none, or is that of another policy.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
 */
export class KubernetesAuditPolicy extends Construct {
  /** The policy, in YAML, as it is written. */
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
