/** The message of External Secrets' reloader, by its documentation (Sources: AWS SQS) and its types: what it reads, and from where. */
export interface ReloaderEvent {
  readonly secretIdentifier: string;
  readonly rotationTimestamp: string;
}

/** What the reloader makes of a message's body. @throws Error if it would take it for nothing, or a wrong one */
export function parseReloaderMessage(body: string): ReloaderEvent {
  const { detail } = JSON.parse(body) as {
    detail?: { eventName?: unknown; eventTime?: unknown; requestParameters?: { secretId?: unknown } };
  };
  const [name, time, secretId] = [detail?.eventName, detail?.eventTime, detail?.requestParameters?.secretId];
  if (typeof name !== 'string' || !['PutSecretValue', 'UpdateSecret', 'RotationSucceeded'].includes(name)) throw new Error('no eventName');
  if (typeof secretId !== 'string' || secretId === '') throw new Error('no requestParameters.secretId');
  if (typeof time !== 'string' || Number.isNaN(new Date(/^\d+(\.\d+)?$/.test(time) ? Number(time) * 1000 : time).getTime())) {
    throw new Error('no eventTime');
  }
  return { secretIdentifier: secretId, rotationTimestamp: time };
}

interface ExternalSecretSpec {
  readonly data?: readonly { readonly remoteRef: { readonly key: string } }[];
  readonly dataFrom?: readonly { readonly find?: { readonly name?: { readonly regexp: string } } }[];
}

/** Whether the reloader takes an ExternalSecret for one that reads a secret: by its key, or by the pattern of names it finds. */
export function reads({ data = [], dataFrom = [] }: ExternalSecretSpec, { secretIdentifier }: ReloaderEvent): boolean {
  return (
    data.some(({ remoteRef }) => remoteRef.key === secretIdentifier) ||
    dataFrom.some(({ find }) => find?.name !== undefined && new RegExp(find.name.regexp).test(secretIdentifier))
  );
}
