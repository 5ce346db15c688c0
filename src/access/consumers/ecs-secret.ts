import { GrantError } from '../../errors';
import type { IGrantee } from '../../iam/grantee';
import type { IReadableSecret } from '../../secret/secret';

/** An entry of `secrets` in the definition of a container, as ECS has it. */
export interface EcsContainerSecret {
  /** The variable in the container. */
  readonly name: string;
  /** ARN of the parameter, as a token. */
  readonly valueFrom: string;
}

/** Secrets for containers of Amazon ECS, which the agent reads when a task starts. */
export class EcsSecret {
  /**
   * A secret as an entry of a container's `secrets`. The task **execution** role is granted reading it, not the task role: the
   * agent reads it before the container starts, and the program needs no permission.
   *
   * The container keeps what it started with. `EcsRestart` starts new tasks when the secret changes.
   *
   * Throws a GrantError if it is no role, or is of another stage; or `name` is no name of a variable.
   *
   * @param secret the secret
   * @param executionRole role of `executionRoleArn` of the task definition
   * @param name variable in the container. Default: the secret's own, as chamber has it
   * @returns an entry for `secrets` of the container, to be put into JSON
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
   */
  public static of(secret: IReadableSecret, executionRole: IGrantee, name?: string): EcsContainerSecret {
    const variable = name ?? secret.environmentName;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
      throw new GrantError(
        `EcsSecret of '${secret.service}/${secret.key}'`,
        `'${variable}' is not the name of a variable`,
        'Write letters, digits and underscores, not beginning with a digit.',
      );
    }
    secret.grantRead(executionRole);
    return { name: variable, valueFrom: secret.parameterArn };
  }

  private constructor() {}
}
