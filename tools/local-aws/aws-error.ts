import { randomUUID } from 'node:crypto';
import { AwsProtocol } from './aws-request';

export interface AwsError {
  /** HTTP status, such as 400. */
  readonly status: number;
  /** Such as `ThrottlingException`. */
  readonly code: string;
  readonly message: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

/** An error as a service that talks `protocol` would answer it. */
export function awsErrorAnswer(error: AwsError, protocol: AwsProtocol): HttpAnswer {
  const requestId = randomUUID();
  const { contentType, text } = errorBody(error, protocol, requestId);
  const body = Buffer.from(text);
  return {
    status: error.status,
    headers: {
      'content-type': contentType,
      'content-length': String(body.length),
      'x-amzn-requestid': requestId,
      ...(protocol === 'json' || protocol === 'rest-json' ? { 'x-amzn-errortype': error.code } : {}),
    },
    body,
  };
}

function errorBody({ code, message }: AwsError, protocol: AwsProtocol, requestId: string): { contentType: string; text: string } {
  const described = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  switch (protocol) {
    case 'json':
    case 'rest-json':
      return { contentType: 'application/x-amz-json-1.1', text: JSON.stringify({ __type: code, message }) };
    case 'query':
      return {
        contentType: 'text/xml',
        text: `<ErrorResponse><Error><Type>Sender</Type>${described}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 'rest-xml':
      return { contentType: 'application/xml', text: `<Error>${described}<RequestId>${requestId}</RequestId></Error>` };
  }
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
