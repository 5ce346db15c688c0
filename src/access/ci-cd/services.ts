import { Token } from 'cdktf';
import { isBootstrapService, serviceFault } from '../../contracts/names';
import { FederationError, SecretNameError } from '../../errors';

/** @throws SecretNameError where chamber could not read a service, FederationError where jobs may not */
export function checkService(subject: string, service: string): void {
  const fault = Token.isUnresolved(service)
    ? { problem: 'a service is known only at apply', remedy: 'Write it out.' }
    : serviceFault(service);
  if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
  if (isBootstrapService(service)) {
    throw new FederationError(
      subject,
      `service '${service}' is one of bootstrap secrets, which only the roles in their readers may read`,
      'Name the role in the readers of the secrets that it needs.',
    );
  }
}

/** Bootstrap secrets are deployed, and not read, by whoever deploys the rest. */
export function checkDeployedService(subject: string, service: string): void {
  if (!isBootstrapService(service)) return checkService(subject, service);
  const fault = serviceFault(service);
  if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
}
