import { PLAN_ONLY, type PrivateState } from './resource';
import { DiagnosticError } from '../schema/diagnostics';

/** What a plan hands on to the create of a replacement: the name that the old resource holds. */
const PREDECESSOR = `${PLAN_ONLY}predecessor`;

/**
 * Which parameters and objects the resources of this configuration hold and want, as far as this run has heard.
 *
 * Terraform plans in any order, says nothing of a resource's address, and plans the create of a replacement like any
 * other. A name is that of a parameter (`/api/key`) or of an object (`s3://bucket/key`).
 */
export class HeldNames {
  /** Held by resources of the state: whether they are protected from deletion. */
  private readonly held = new Map<string, { readonly isProtected: boolean }>();
  /** Held by resources whose own change has been planned in this run: a create of one is certainly another resource's. */
  private readonly planned = new Map<string, 'stays' | 'goes'>();
  private readonly wanted = new Set<string>();
  private readonly written = new Set<string>();

  /** A resource of the state holds a name: a refresh found it. */
  public hold(name: string, isProtected: boolean): void {
    if (this.wanted.has(name)) throw declaredTwice(name);
    this.held.set(name, { isProtected });
  }

  /**
   * A change of the resource that holds a name is planned, or its deletion.
   *
   * @returns what to hand on to the create of a replacement, which Terraform plans next where it forces one
   */
  public plan(name: string, what: 'stays' | 'goes', kept: PrivateState): PrivateState {
    this.planned.set(name, what);
    if (this.wanted.has(name)) throw what === 'stays' ? declaredTwice(name) : renamed(name);
    return { ...kept, [PREDECESSOR]: name };
  }

  /** The create of a resource is planned that has no state, or whose state is put aside: a replacement, a tainted one. */
  public planCreate(name: string, kept: PrivateState): void {
    // It would write nothing while the old one is there, and the old one's deletion would take the value with it:
    // whether create_before_destroy is set, Terraform does not say.
    if (kept[PREDECESSOR] === name) throw sameName(name);
    const planned = this.planned.get(name);
    if (planned !== undefined) throw planned === 'stays' ? declaredTwice(name) : renamed(name);
    if (kept[PREDECESSOR] !== undefined && this.held.has(name)) throw declaredTwice(name);
    // Nothing else tells a tainted resource: it is refreshed, and then planned as if it were new.
    if (this.held.get(name)?.isProtected) throw taintedAndProtected(name);
    this.wanted.add(name);
  }

  /** A create is about to write. @throws DiagnosticError where another resource of this run has the name */
  public take(name: string): void {
    if (this.written.has(name)) throw declaredTwice(name);
    this.written.add(name);
    this.wanted.delete(name);
  }

  /** An update writes. */
  public keep(name: string): void {
    this.written.add(name);
  }

  /** Whether what is there is a new resource's by now, so that deleting the old one must not touch it. */
  public isTaken(name: string): boolean {
    return this.written.has(name);
  }

  public release(name: string): void {
    this.held.delete(name);
    this.planned.delete(name);
  }
}

const MOVED =
  'If a resource was renamed, say so with a moved block (moved { from = <old address>, to = <new address> }): ' +
  'nothing is deleted or written then.';

function declaredTwice(name: string): DiagnosticError {
  return new DiagnosticError(
    `${thing(name)} is declared twice`,
    `Another resource of this configuration has it already. Declare it once, and refer to that resource. ${MOVED}`,
    [attribute(name)],
  );
}

function renamed(name: string): DiagnosticError {
  return new DiagnosticError(
    `${thing(name)} is still another resource's`,
    `One resource of this name leaves the configuration, and another one comes: ` +
      `deleting the first would delete what the second has. ${MOVED}`,
    [attribute(name)],
  );
}

function sameName(name: string): DiagnosticError {
  return new DiagnosticError(
    `${thing(name)} cannot be replaced under the same name`,
    'The new resource would find what the old one has, keep it, and lose it when the old one is deleted. ' +
      'To have a new value made, raise generation (or value_wo_version) instead: ' +
      'leave -replace and replace_triggered_by out. A new name makes another resource.',
    [attribute(name)],
  );
}

function taintedAndProtected(name: string): DiagnosticError {
  return new DiagnosticError(
    `${thing(name)} is protected from deletion, and would be replaced`,
    'Its resource is tainted (by terraform taint, or a provisioner that failed), or another resource declares the same name. ' +
      'To keep it: terraform untaint <address>, ' +
      'and raise generation for a new value. To replace it: terraform untaint, apply with deletion_protection = false, ' +
      'and taint it again. ' +
      `If two resources declare it, declare it once. ${MOVED}`,
    ['deletion_protection'],
  );
}

function thing(name: string): string {
  return `${name.startsWith('/') ? 'Parameter' : 'Object'} ${name}`;
}

function attribute(name: string): string {
  return name.startsWith('/') ? 'name' : 'key';
}
