import { DiagnosticError } from '../schema/diagnostics';

/** Thrown by a provider whose settings are not known yet, so that a plan can go on without them. */
export class ProviderNotConfigured extends DiagnosticError {
  constructor() {
    super(
      'The provider is not configured yet',
      'A setting of the coffer provider is only known after apply, and this operation needs AWS. ' +
        'Apply what the setting comes from first (terraform apply -target=…).',
    );
  }
}
