import { TerraformElement, TerraformStack, Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { blockOf } from './known';
import type { RecordedReader } from './secret-records';
import { compareReaders, type ManifestReader } from '../../contracts/manifest';
import type { GrantedRole } from '../../iam/grantee';
import { accountIn } from '../../terraform/aws-provider';
import { isLiteral } from '../../terraform/literal';
import { resolved } from '../../terraform/resolved';

type Reference = Pick<ManifestReader, 'role' | 'address' | 'stack' | 'account' | 'arn'>;

const NOBODY: Reference = { role: null, address: null, stack: null, account: null, arn: null };

/** Says who readers are. Roles are asked once each: thousands of grants go to a few of them. */
export class ReaderReferences {
  private readonly roles = new Map<GrantedRole['identity'], Reference>();

  /** @param scope an element of the stack that the readers are named in */
  public of(scope: IConstruct, readers: readonly RecordedReader[]): ManifestReader[] {
    const references = readers.map((reader) => {
      const { role, address, stack, account, arn } = this.reference(scope, reader);
      return { access: reader.access, role, address, stack, account, arn, region: reader.region ?? null };
    });
    const byText = new Map(references.map((each) => [JSON.stringify(each), each]));
    return [...byText.values()].sort(compareReaders);
  }

  private reference(scope: IConstruct, { role, arn, account }: RecordedReader): Reference {
    if (role) return this.role(role);
    if (arn === undefined) return { ...NOBODY, account: account ?? null };
    const text = resolved(scope, arn);
    if (isLiteral(text)) {
      // The path is no part of a role's name.
      const name = /:role\/(?:.*\/)?([^/]+)$/.exec(text)?.[1] ?? null;
      return { ...NOBODY, role: name, account: accountIn(text) ?? null, arn: text };
    }
    const address = /^\$\{((?:data\.)?[\w-]+\.[\w-]+)\.arn\}$/.exec(text)?.[1] ?? null;
    return { ...NOBODY, address, stack: TerraformStack.of(scope).node.path };
  }

  private role(role: GrantedRole): Reference {
    let reference = this.roles.get(role.identity);
    if (!reference) {
      reference = TerraformElement.isTerraformElement(role.identity) ? declared(role.identity) : named(role);
      this.roles.set(role.identity, reference);
    }
    return reference;
  }
}

/** By its name where that is written out, and by its address in any case. */
function declared(role: TerraformElement): Reference {
  const { address, block } = blockOf(role);
  const name = isLiteral(block.name) ? String(block.name) : null;
  return { ...NOBODY, role: name, address, stack: TerraformStack.of(role).node.path };
}

function named({ knownName, arn }: GrantedRole): Reference {
  return {
    ...NOBODY,
    role: knownName ?? null,
    account: accountIn(arn) ?? null,
    arn: !Token.isUnresolved(arn) && isLiteral(arn) ? arn : null,
  };
}
