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
