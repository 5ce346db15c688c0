/** External Secrets Operator as EKS Pod Identity knows it. */
export interface PodIdentityProps {
  /**
   * ARN of the role of the operator's own Pod Identity association. It is not this role: the operator assumes one role for each
   * store.
   */
  readonly operatorRoleArn: string;

  /**
   * ARN of the EKS cluster: an operator of another cluster with the same role is refused.
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
