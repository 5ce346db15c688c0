/** Set to anything, it has errors tell where in the code they come from. */
const STACK_VARIABLE = 'COFFER_STACK';

/**
 * Errors thrown at synth. Each says, in this order: which construct, what is wrong with what it received, and
 * what to write instead. No message ever repeats a value that could be a secret.
 *
 * The classes are told apart by `name`, so that a copy of this package in another node_modules, or a program in
 * another language, can still tell them apart.
 *
 * They are shown as their text alone. With COFFER_STACK=1 in the environment, the places in the code follow.
 */
abstract class CofferError extends Error {
  constructor(subject: string, problem: string, remedy: string) {
    const text = `${subject}: ${problem}. ${remedy}`;
    super(text);
    this.name = new.target.name;
    // Where a token is being resolved, cdktf writes how that was made into the message: 100 lines, before the advice.
    Object.defineProperty(this, 'message', { get: () => text, set: () => undefined, configurable: true });
    // What an uncaught error is printed as, and so what `cdktf synth` shows. The text names the construct by its path.
    if (!process.env[STACK_VARIABLE]) this.stack = `${this.name}: ${text}`;
  }
}

/** A name that chamber or Parameter Store could not read. */
export class SecretNameError extends CofferError {}

/** One secret, declared twice (R3: one system of record). */
export class DuplicateSecretError extends CofferError {}

/** One secret in two systems of record (R3). */
export class TwoSystemsOfRecordError extends CofferError {}

/** Two keys of a service that would be one environment variable. */
export class EnvironmentNameCollisionError extends CofferError {}

/** A value written out in the program, or where a plan would show it. */
export class LiteralSecretError extends CofferError {}

/** What is there already and cannot be taken over as declared. */
export class AdoptionError extends CofferError {}

/** What a vault without the coffer provider cannot keep safely. */
export class EngineError extends CofferError {}

/** A description of a value that nothing can generate or supply. */
export class SecretSourceError extends CofferError {}

/** A vault that could not be built as declared. */
export class VaultConfigurationError extends CofferError {}

/** A certificate that nobody would accept, or that could not be issued as declared. */
export class CertificateError extends CofferError {}

/** A rotation that could not be carried out as declared. */
export class RotationError extends CofferError {}

/** A policy that would allow more than its user needs (R9). */
export class PolicyError extends CofferError {}

/** An organizational secret that nobody answers for, or that 1Password could not keep as declared. */
export class OrganizationalSecretError extends CofferError {}

/** A grant that nobody can be given, or that would mix stages (R4). */
export class GrantError extends CofferError {}

/** An identity of a pipeline that would let in more than its pipeline, or nobody. */
export class FederationError extends CofferError {}

/** A secret of one stage among those of another (R4), though nothing is granted. */
export class StageError extends CofferError {}

/** What Kubernetes, or External Secrets Operator, would not take as declared. */
export class KubernetesError extends CofferError {}

/** What a Terraform run could not use as declared. */
export class TerraformAccessError extends CofferError {}

/** A manifest of secrets that could not be written as asked for. */
export class ManifestError extends CofferError {}

/** An audit that could not be set up as declared, or that would not see what it is for. */
export class AuditError extends CofferError {}

/** A provider that Terraform would not find, or that `cdktf deploy` would look for in a registry. */
export class ProviderInstallationError extends CofferError {}

/** A value that lives for one Terraform run only, used in the stack of another run. */
export class CrossStackReferenceError extends CofferError {}

/** Two copies of this package in one program, of versions that do not work together. */
export class PackageCopyError extends CofferError {}

/** What cdktf cannot write in the chosen output. */
export class UnsupportedOutputError extends CofferError {}
