import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { TerraformStack } from 'cdktf';
import { SecretVault } from '../../src';
import { statementsOf, type Statement } from '../controls/statements';
import { thrownBy } from '../support/errors';
import { type Configuration, newApp, newStack, synthesize } from '../support/synth';

/** A vault of a stage, in a stack of its own. */
export interface Declared {
  readonly stack: TerraformStack;
  readonly vault: SecretVault;
  role(id: string): IamRole;
}

export function declared(stage = 'prod', app = newApp(), id = stage): Declared {
  const stack = newStack(app, id);
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage,
    breakGlass: ['arn:aws:iam::111122223333:role/break-glass'],
    deployers: ['arn:aws:iam::111122223333:role/deploy'],
  });
  return { stack, vault, role: (name) => new IamRole(stack, name, { name, assumeRolePolicy: '{}' }) };
}

/** A stack with a vault and whatever is declared in it. */
export function synthesized(declare: (declared: Declared) => void): Configuration {
  const each = declared();
  declare(each);
  return synthesize(each.stack);
}

/** The error with which a stack is refused in which a role has something of another stage. */
export function errorOfForeignGrant(grant: (here: Declared, foreign: IamRole) => void): string {
  const app = newApp();
  const [here, other] = [declared('prod', app), declared('dev', app)];
  const foreign = other.role('foreign');
  return thrownBy(() => {
    grant(here, foreign);
    synthesize(other.stack);
  }).name;
}

/** Statements that allow something to roles, as grants made them. */
export function grantsOf(configuration: Configuration): Statement[] {
  return statementsOf(configuration).filter(({ kind, allows }) => kind === 'identity' && allows);
}

/** The resources of a service that grants name. */
export function granted(configuration: Configuration, service: 'ssm' | 's3'): string[] {
  const names = grantsOf(configuration)
    .flatMap(({ resources }) => resources)
    .filter((each) => each.includes(`:${service}:`) || (service === 's3' && each.includes('/')));
  return [...new Set(names.map((each) => each.replace(/^.*:parameter|^.*?\}\/|^arn:.*?\//, '')))].sort();
}

/** What is wrong with grants: a wildcard, or use of a key that is not tied to one service and to what it stores. */
export function looseGrants(configuration: Configuration): string[] {
  return grantsOf(configuration).flatMap(({ sid, actions, resources, conditions }) => {
    const wide = [...actions, ...resources].filter((each) => each.includes('*') && sid !== 'ContinueVersionNumbers');
    const usesKey = actions.some((each) => each.startsWith('kms:'));
    const equals = conditions.StringEquals ?? {};
    const context = Object.keys(equals).filter((key) => key.startsWith('kms:EncryptionContext:'));
    const isTied =
      equals['kms:ViaService']?.length === 1 && context.length === 1 && equals[context[0]!]!.every((each) => !each.includes('*'));
    return [...wide.map((each) => `${sid}: ${each}`), ...(usesKey && !isTied ? [`${sid}: a key that may be used for something else`] : [])];
  });
}
