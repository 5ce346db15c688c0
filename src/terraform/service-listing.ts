import { Fn, IResolvable, Lazy, TerraformDataSource, TerraformProvider, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { OwnKind } from './own-kind';

/** What is listed. */
export interface ServiceListingProps {
  readonly service: string;
  /** Resources that write secrets of the service in this stack; asked for when it is written out. */
  readonly writers: () => readonly TerraformResource[];
  readonly provider?: TerraformProvider;
}

/** Of each resource that writes a parameter, an attribute that is unknown while a new value is to be made. */
const UNKNOWN_WHILE_WRITING: { readonly [type: string]: string } = { coffer_secret: 'version', coffer_private_key: 'public_key_pem' };

/**
 * The names and versions of all parameters of a service, whoever writes them (data source `coffer_secrets`). It tells
 * that a value is another one without reading any.
 *
 * Terraform lists during the plan. Where the same run makes new values for the service, it has to wait until they are
 * there: so the path is one that only then is known, and what refers to it waits too, as nothing would for `depends_on`.
 */
export class ServiceListing extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    private readonly listed: ServiceListingProps,
  ) {
    super(scope, id, {
      terraformResourceType: 'coffer_secrets',
      terraformGeneratorMetadata: { providerName: 'coffer' },
      provider: listed.provider,
    });
  }

  /** The service, as it is declared. */
  public get service(): string {
    return this.listed.service;
  }

  /** The service, known when it has been listed. */
  public get listedService(): string {
    return Fn.trimprefix(this.getStringAttribute('path'), '/');
  }

  /** An attribute of all parameters, as a list. */
  public each(attribute: 'name' | 'version' | 'last_modified'): IResolvable {
    return this.interpolationForAttribute(`secrets[*].${attribute}`);
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    return { path: Lazy.stringValue({ produce: () => this.path() }) };
  }

  private path(): string {
    const path = `/${this.listed.service}`;
    const written = this.listed.writers().flatMap((writer) => {
      const attribute = UNKNOWN_WHILE_WRITING[writer.terraformResourceType];
      // In Terraform's words: thousands of tokens, each with a stack trace, would take seconds.
      return attribute === undefined ? [] : [`${writer.terraformResourceType}.${writer.friendlyUniqueId}.${attribute}`];
    });
    return written.length === 0 ? path : `\${length(join("", [${written.join(', ')}])) > 0 ? "${path}" : "${path}"}`;
  }
}

/** Listings, by whichever copy of the package. */
export const SERVICE_LISTINGS = new OwnKind('ServiceListing', ServiceListing);
