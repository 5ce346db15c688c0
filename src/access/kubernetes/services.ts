import { TerraformResource, TerraformStack, Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { isBootstrapService, serviceFault } from '../../contracts/names';
import { GrantError, KubernetesError, SecretNameError } from '../../errors';
import { SecretsByService } from '../../secret/secrets-by-service';
import { StageIsolation } from '../../vault/stage-isolation';
import type { VaultCore } from '../../vault/vault-core';

/**
 * Services in chamber's order, each once.
 *
 * @throws KubernetesError where there are none, or one is named twice or is not for a cluster.
 * @throws SecretNameError where chamber could not read one.
 */
export function checkServices(subject: string, services: readonly string[]): readonly string[] {
  if (!Array.isArray(services) || Token.isUnresolved(services) || services.length === 0) {
    throw new KubernetesError(
      subject,
      'services is empty, or known only at apply',
      "Name one service or more, such as services: ['global', 'api'].",
    );
  }
  services.forEach((service: string, position) => {
    const fault = Token.isUnresolved(service)
      ? { problem: 'a service is known only at apply', remedy: 'Write it out.' }
      : serviceFault(service);
    if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
    const first = services.indexOf(service);
    if (first < position) {
      throw new KubernetesError(
        subject,
        `service '${service}' is named twice, as services[${first}] and services[${position}]`,
        'Keep the later one if it should win, else the earlier one.',
      );
    }
    if (isBootstrapService(service)) {
      throw new KubernetesError(
        subject,
        `service '${service}' is one of bootstrap secrets, which only the roles in their readers may read`,
        'Take other services into a cluster.',
      );
    }
  });
  return services;
}

/**
 * Keeps a namespace of a cluster to one stage (R4): whoever may start a pod in it reads all of its Secrets.
 *
 * @throws GrantError where it has secrets of another stage, or is declared in a stack of one.
 */
export function keepToStage(
  scope: IConstruct,
  subject: string,
  place: { readonly vault: VaultCore; readonly cluster: string; readonly namespace: string },
): void {
  const { vault, cluster, namespace } = place;
  const label = Token.isUnresolved(namespace) ? '(token)' : namespace;
  // A namespace that only apply knows cannot be compared with others: then the stack alone counts.
  const identity = Token.isUnresolved(namespace) ? scope : `namespace\n${cluster}\n${namespace}`;
  StageIsolation.of(scope).grant(subject, { keys: [identity], scope, label, kind: 'namespace' }, vault.stage);
}

/**
 * @throws GrantError where the app declares the service, and only in other vaults.
 */
export function refuseForeignService(scope: IConstruct, subject: string, vault: VaultCore, service: string): void {
  const declared = SecretsByService.of(scope).in(service);
  const foreign = declared.find((secret) => !secret._vault.is(vault));
  if (!foreign || declared.some((secret) => secret._vault.is(vault))) return;
  throw new GrantError(
    subject,
    `service '${service}' is one of vault ${foreign._vault.vaultName}, declared at '${foreign.node.path}', ` +
      `and not of vault ${vault.vaultName}`,
    'Take it from its own vault, separately.',
  );
}

/** A declared service one of whose names begins with this one's path, if there is one. */
export function declaredBelow(scope: IConstruct, vault: VaultCore, service: string): string | undefined {
  return SecretsByService.of(scope)
    .services()
    .filter(
      (other) =>
        other.startsWith(`${service}/`) &&
        SecretsByService.of(scope)
          .in(other)
          .some((secret) => secret._vault.is(vault)),
    )
    .sort()[0];
}

/** The resources by which a stack writes secrets of a service. */
export function writersOf(stack: TerraformStack, vault: VaultCore, service: string): TerraformResource[] {
  return SecretsByService.of(stack)
    .in(service)
    .filter((secret) => secret._vault.is(vault) && TerraformStack.of(secret) === stack)
    .flatMap((secret) => secret.node.children.filter((child): child is TerraformResource => TerraformResource.isTerraformResource(child)));
}

/** Has a stack deployed after the stacks that write secrets of a service. */
export function deployAfter(stack: TerraformStack, vault: VaultCore, service: string): void {
  for (const secret of SecretsByService.of(stack).in(service)) {
    const home = TerraformStack.of(secret);
    if (secret._vault.is(vault) && home !== stack) stack.addDependency(home);
  }
}
