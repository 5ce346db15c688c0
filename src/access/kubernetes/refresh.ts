import { Token } from 'cdktf';
import { SecretRefreshPolicy } from './refresh-policy';
import { KubernetesError } from '../../errors';

const SHORTEST_SECONDS = 10;

/**
 * What an ExternalSecret says of refreshing.
 *
 * @throws KubernetesError if the interval is none, or means nothing beside the policy
 */
export function refreshOf(
  subject: string,
  policy: SecretRefreshPolicy | undefined,
  interval: string | undefined,
): { readonly refreshInterval?: string; readonly refreshPolicy?: SecretRefreshPolicy } {
  if (policy === undefined || policy === SecretRefreshPolicy.PERIODIC) {
    return { ...(policy && { refreshPolicy: policy }), refreshInterval: goDuration(subject, interval ?? '1h') };
  }
  if (interval === undefined) return { refreshPolicy: policy };
  throw new KubernetesError(
    subject,
    `it has a refreshInterval, and with refreshPolicy ${policy} the operator never looks at intervals`,
    'Leave one of them out.',
  );
}

/** A duration as Go writes it: the API server hands it back so, and any other form of it would look like a change. */
function goDuration(subject: string, interval: string): string {
  const parts = Token.isUnresolved(interval) ? null : /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(interval);
  if (!parts) {
    const received = Token.isUnresolved(interval)
      ? 'known only at apply'
      : `'${interval}', which is not a number of hours, minutes and seconds`;
    throw new KubernetesError(subject, `refreshInterval is ${received}`, "Write it like '1h', '30m' or '1h30m'.");
  }
  const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  const total = hours * 3600 + minutes * 60 + seconds;
  if (total < SHORTEST_SECONDS) {
    throw new KubernetesError(
      subject,
      `refreshInterval '${interval}' is less than ${SHORTEST_SECONDS}s${
        total === 0 ? ', and with 0 the operator would never look again' : ''
      }`,
      "Write the time that a new value may take to arrive, such as '1h'.",
    );
  }
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return h > 0 ? `${h}h${m}m${s}s` : m > 0 ? `${m}m${s}s` : `${s}s`;
}
