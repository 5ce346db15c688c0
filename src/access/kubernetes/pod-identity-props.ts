/**
 * External Secrets Operator as EKS Pod Identity knows it: by the tags that EKS gives its session, which its association must not
 * disable. The role of the association has no tags of these names itself, which would count as those of a session without.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export interface PodIdentityProps {
  /**
   * ARN of the role of the operator's own Pod Identity association, with session tags (`disableSessionTags` is false, as it is by
   * default). It is not this role: the operator assumes one role for each store.
   */
  readonly operatorRoleArn: string;

  /**
   * ARN of the EKS cluster: an operator of another cluster with the same role is refused, by the tag
   * `eks-cluster-arn` of its session, which EKS gives it, and not by what the operator says of itself.
   */
  readonly clusterArn: string;

  /**
   * Id of the vault's account, in which the role of the store is made: needed with `ManifestOutput.files()`, since a file has to have
   * the role's ARN at synth. Synth does not see which account AWS's provider leads to, so take care that it is this one: with another
   * one, the operator asks for a role that is not there.
   *
   * @default - the ARN is known at apply
   */
  readonly roleAccount?: string;

  /**
   * Namespace of the operator.
   *
   * @default external-secrets
   */
  readonly operatorNamespace?: string;

  /**
   * Service account of the operator.
   *
   * @default external-secrets
   */
  readonly operatorServiceAccount?: string;
}
