import { ClientSettings, fault } from './fault';

const [PARAMETER, ACCOUNT] = ['arn:aws:ssm:us-east-1:123456789012:parameter/api/key', '444455556666'];

/** A call to Resource Access Manager: there is no client of it here, and requests are simple. */
async function ram(
  settings: ClientSettings,
  operation: string,
  body: object,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await fetch(`${settings.endpoint}/${operation.toLowerCase()}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization:
        `AWS4-HMAC-SHA256 Credential=${settings.credentials.accessKeyId}/20260101/${settings.region}/ram/aws4_request, ` +
        `SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: answer.ok ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

async function newShare(settings: ClientSettings, name: string): Promise<string> {
  const { body } = await ram(settings, 'CreateResourceShare', {
    name,
    allowExternalPrincipals: false,
    tags: [{ key: 'stage', value: 'prod' }],
  });
  return (body.resourceShare as { resourceShareArn: string }).resourceShareArn;
}

export const RAM = [
  fault({
    fix: 'ram-associations',
    behaviour: 'parameters and accounts are added to a share, and taken away',
    observe: async (settings) => {
      const resourceShareArn = await newShare(settings, 'changed');
      const listed = async (associationType: string) => {
        const { body } = await ram(settings, 'GetResourceShareAssociations', { associationType, resourceShareArns: [resourceShareArn] });
        return (body.resourceShareAssociations as { associatedEntity: string }[]).map(({ associatedEntity }) => associatedEntity);
      };
      const added = await ram(settings, 'AssociateResourceShare', { resourceShareArn, resourceArns: [PARAMETER], principals: [ACCOUNT] });
      const shared = [...(await listed('RESOURCE')), ...(await listed('PRINCIPAL'))];
      await ram(settings, 'DisassociateResourceShare', { resourceShareArn, resourceArns: [PARAMETER], principals: [ACCOUNT] });
      return { added: added.status, shared, left: [...(await listed('RESOURCE')), ...(await listed('PRINCIPAL'))] };
    },
    onStock: { added: 404, shared: [], left: [] },
    mended: { added: 200, shared: [PARAMETER, ACCOUNT], left: [] },
  }),
  fault({
    fix: 'ram-shares',
    behaviour: 'a share is found by its ARN, with its tags and permissions',
    observe: async (settings) => {
      const [, wanted] = [await newShare(settings, 'other'), await newShare(settings, 'wanted')];
      const { body } = await ram(settings, 'GetResourceShares', { resourceOwner: 'SELF', resourceShareArns: [wanted] });
      const shares = (body.resourceShares as { name: string; tags?: { key: string }[] }[]).filter(({ name }) =>
        ['other', 'wanted'].includes(name),
      );
      return {
        names: shares.map(({ name }) => name),
        tags: shares.at(-1)!.tags?.map(({ key }) => key),
        permissions: (await ram(settings, 'ListResourceSharePermissions', { resourceShareArn: wanted })).status,
      };
    },
    onStock: { names: ['other', 'wanted'], tags: undefined, permissions: 404 },
    mended: { names: ['wanted'], tags: ['stage'], permissions: 200 },
  }),
];
