import type { Subject } from './ownership';
import type { CofferContext } from '../core/settings';

/** With create_before_destroy, a tainted resource's successor finds what it has and keeps it: then its deletion leaves that alone. */
export function warnOfSuccessor(subject: Subject, name: string, context: CofferContext): void {
  context.diagnostics.warning(
    `${subject} ${name} was kept`,
    'Another resource of this run has it by now, such as the new one of a tainted resource with create_before_destroy: ' +
      'deleting it would take away what that one has. ' +
      'Its value is still the old one. To have a new one made, raise generation.',
  );
}
