import { ClientSettings, fault } from './fault';

/** A call to Athena: there is no client of it here, and requests are simple. */
async function athena(
  settings: ClientSettings,
  operation: string,
  body: object,
): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonAthena.${operation}`,
      authorization:
        `AWS4-HMAC-SHA256 Credential=${settings.credentials.accessKeyId}/20260101/${settings.region}/athena/aws4_request, ` +
        `SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text() };
}

export const ATHENA = [
  fault({
    fix: 'athena-untagged-workgroups',
    behaviour: 'a workgroup without tags has none, and one that is not there is an error',
    observe: async (settings) => {
      await athena(settings, 'CreateWorkGroup', { Name: 'untagged', Configuration: {} });
      const tags = async (name: string) => {
        const ResourceARN = `arn:aws:athena:us-east-1:123456789012:workgroup/${name}`;
        const { status, body } = await athena(settings, 'ListTagsForResource', { ResourceARN });
        return status === 200 ? (JSON.parse(body) as { Tags: unknown[] }).Tags.length : status;
      };
      return { untagged: await tags('untagged'), missing: await tags('missing') };
    },
    onStock: { untagged: 400, missing: 400 },
    mended: { untagged: 0, missing: 400 },
  }),
  fault({
    fix: 'athena-delete-named-query',
    behaviour: 'a saved query is deleted',
    observe: async (settings) => {
      const query = { Name: 'saved', Database: 'logs', QueryString: 'SELECT 1', WorkGroup: 'primary' };
      const { body } = await athena(settings, 'CreateNamedQuery', query);
      const id = JSON.parse(body) as { NamedQueryId: string };
      const { status } = await athena(settings, 'DeleteNamedQuery', id);
      const left = JSON.parse((await athena(settings, 'ListNamedQueries', { WorkGroup: 'primary' })).body) as { NamedQueryIds: string[] };
      return { status, left: left.NamedQueryIds.includes(id.NamedQueryId) };
    },
    onStock: { status: 501, left: true },
    mended: { status: 200, left: false },
  }),
];
