import { TerraformStack } from 'cdktf';
import { EPHEMERAL_RESOURCES, type EphemeralResource } from '../../terraform/ephemeral-resource';
import { resolvedAll } from '../../terraform/resolved';
import { SERVICE_LISTINGS, type ServiceListing } from '../../terraform/service-listing';

/** A value that every plan of a stack reads. */
export interface EphemeralRead {
  /** Path of the construct that reads. */
  readonly by: string;
  /** The parameter that is read; undefined if it is whole services, or known only at apply. */
  readonly parameter?: string;
  /** The services that are read whole. */
  readonly services?: readonly string[];
}

interface EphemeralBlocks {
  readonly ephemeral?: {
    readonly [type: string]: { readonly [id: string]: { readonly name?: unknown; readonly arn?: unknown; readonly services?: unknown } };
  };
}

/** The secrets that Terraform opens in each plan of a stack, as it does in each apply (Terraform: Ephemeral resources). */
export function ephemeralReads(stack: TerraformStack): EphemeralRead[] {
  const constructs = stack.node.findAll();
  const elements = constructs.flatMap((each) => EPHEMERAL_RESOURCES.in(each, each.node.path) ?? []);
  const listings = constructs.flatMap((each) => SERVICE_LISTINGS.in(each, each.node.path) ?? []);
  return elements.flatMap((element) => {
    const { ephemeral = {} } = resolvedBlocks(element);
    return Object.entries(ephemeral).flatMap(([type, blocks]) =>
      Object.values(blocks).flatMap(({ name, arn, services }): EphemeralRead[] => {
        const by = element.node.path;
        if (type === 'coffer_secret') return [{ by, parameter: literal(name) }];
        if (type === 'coffer_environment') return [{ by, services: asList(services).map((each) => serviceOf(each, listings)) }];
        return type === 'aws_ssm_parameter' ? [{ by, parameter: literal(arn) }] : [];
      }),
    );
  });
}

function resolvedBlocks(element: EphemeralResource): EphemeralBlocks {
  return resolvedAll(element, element.toTerraform() as EphemeralBlocks);
}

function literal(name: unknown): string | undefined {
  return typeof name === 'string' && !name.includes('${') ? name : undefined;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A service by its name, or by the listing that tells it. */
function serviceOf(value: unknown, listings: readonly ServiceListing[]): string {
  const text = String(value);
  const listing = listings.find(({ friendlyUniqueId }) => text.includes(`data.coffer_secrets.${friendlyUniqueId}.`));
  return listing?.service ?? text;
}
