import { describeError, framesOf } from '../../values/plain-error';

/** Where in a configuration something is: attribute names, list positions, and keys of maps. */
export type AttributePath = readonly (string | number | { readonly key: string })[];

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** One line: what is wrong. */
  readonly summary: string;
  /** Where, what was received, and what to do instead. */
  readonly detail: string;
  readonly path?: AttributePath;
}

/** An error whose text is meant for the person who runs Terraform. Never holds a secret value. */
export class DiagnosticError extends Error {
  public override readonly name = 'DiagnosticError';
  public readonly path?: AttributePath;

  constructor(
    public readonly summary: string,
    public readonly detail: string,
    path?: AttributePath,
  ) {
    super(`${summary}: ${detail}`);
    this.path = path;
  }
}

// Errors of the AWS layer are explained too, without knowing of Terraform.
function isExplained(error: unknown): error is Pick<DiagnosticError, 'summary' | 'detail' | 'path'> {
  return error instanceof Error && 'summary' in error && 'detail' in error;
}

/** Collects what a call has to say, errors and warnings. */
export class Diagnostics {
  public readonly items: Diagnostic[] = [];

  public get hasErrors(): boolean {
    return this.items.some((item) => item.severity === 'error');
  }

  public error(summary: string, detail: string, path?: AttributePath): void {
    this.items.push({ severity: 'error', summary, detail, path });
  }

  public warning(summary: string, detail: string, path?: AttributePath): void {
    this.items.push({ severity: 'warning', summary, detail, path });
  }

  /** Turns anything thrown into an error that Terraform shows. */
  public thrown(error: unknown): void {
    if (isExplained(error)) {
      this.error(error.summary, error.detail, error.path);
    } else {
      const [innermost] = framesOf(error);
      const where = innermost === undefined ? '' : `, ${innermost.trim()}`;
      this.error(
        'The coffer provider failed',
        `${describeError(
          error,
        )}${where}. This is a fault of the provider: please report it with the output of TF_LOG=debug, which holds no secret values.`,
      );
    }
  }
}
