/** Where a call goes, and with which key. */
export interface CallSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string };
}

/** What services that this project has no client for call themselves, by the name that signatures have. */
const TARGETS = {
  states: { prefix: 'AWSStepFunctions', version: '1.0' },
  ecs: { prefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
} as const;

/**
 * One call of a service, without its client. The signature is none: local AWS looks at the key alone while authorization is off.
 *
 * @throws Error with what the service said against it
 */
export async function jsonCall<T>(settings: CallSettings, service: keyof typeof TARGETS, operation: string, body: object): Promise<T> {
  const { prefix, version } = TARGETS[service];
  const scope = `${settings.credentials.accessKeyId}/20261128/${settings.region}/${service}/aws4_request`;
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${prefix}.${operation}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${service} ${operation}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
