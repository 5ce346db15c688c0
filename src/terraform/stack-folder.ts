import * as path from 'path';
import { ISynthesisSession, TerraformStack } from 'cdktf';

/** Address of the coffer provider, in full. */
export const PROVIDER_ADDRESS = 'registry.terraform.io/cdktf-coffer/coffer';

/** The folder where Terraform runs for a stack, and what Terraform looks for in it. */
export class StackFolder {
  public readonly path: string;

  constructor(stack: TerraformStack, session: ISynthesisSession) {
    this.path = path.resolve(session.outdir, session.manifest.forStack(stack).workingDirectory);
  }

  /** Terraform's lock file (Terraform: Dependency Lock File). */
  public get lockFile(): string {
    return path.join(this.path, '.terraform.lock.hcl');
  }

  /** Where versions of the coffer provider are laid (Terraform: Implied Local Mirror Directories). */
  public get providerFolder(): string {
    return path.join(this.path, 'terraform.d', 'plugins', ...PROVIDER_ADDRESS.split('/'));
  }
}
