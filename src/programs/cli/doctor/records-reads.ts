import type { AdvancedEventSelector, AdvancedFieldSelector, EventSelector } from '@aws-sdk/client-cloudtrail';

/** What a trail logs, as CloudTrail's GetEventSelectors says it. */
export interface Selectors {
  readonly EventSelectors?: EventSelector[];
  readonly AdvancedEventSelectors?: AdvancedEventSelector[];
}

const KMS = 'kms.amazonaws.com';
const SSM = 'ssm.amazonaws.com';

/**
 * Why a trail does not record who reads which secret; undefined if it does.
 *
 * Reads of Parameter Store are management events. A read by path, as chamber makes it, says the path alone: the names are in
 * the record of the decryption, of KMS. So both have to be logged, reads and writes.
 */
export function whyReadsAreMissing({ EventSelectors = [], AdvancedEventSelectors = [] }: Selectors): string | undefined {
  if (AdvancedEventSelectors.length > 0) {
    const missing = [SSM, KMS].filter((source) => !AdvancedEventSelectors.some((selector) => logs(selector, source)));
    return missing.length === 0 ? undefined : `its advanced event selectors leave out reads of ${missing.join(' and ')}`;
  }
  // Nothing set: a trail logs management events, all of them.
  if (EventSelectors.length === 0) return undefined;
  const management = EventSelectors.filter(({ IncludeManagementEvents }) => IncludeManagementEvents !== false);
  if (management.length === 0) return 'it logs no management events';
  const reads = management.filter(({ ReadWriteType }) => ReadWriteType !== 'WriteOnly');
  if (reads.length === 0) return 'it logs writes only';
  const withKms = reads.some(({ ExcludeManagementEventSources: excluded = [] }) => !excluded.includes(KMS));
  return withKms ? undefined : `it excludes ${KMS}, whose records alone name each secret that is read by path`;
}

/** Whether a selector lets the reads of a service through: all its fields have to hold. */
function logs({ FieldSelectors = [] }: AdvancedEventSelector, source: string): boolean {
  const event: Readonly<Record<string, string>> = { eventCategory: 'Management', readOnly: 'true', eventSource: source };
  const names = source === KMS ? ['Decrypt'] : ['GetParametersByPath', 'GetParameters', 'GetParameter'];
  return (
    FieldSelectors.some(({ Field }) => Field === 'eventCategory') &&
    names.every((eventName) => FieldSelectors.every((field) => holds(field, { ...event, eventName })))
  );
}

function holds(field: AdvancedFieldSelector, event: Readonly<Record<string, string>>): boolean {
  const value = event[field.Field!];
  // Of the rest, such as the session's credentials or the user: it is narrower, so some reads are left out.
  if (value === undefined) return false;
  const any = (texts: string[] | undefined, test: (text: string) => boolean): boolean => texts === undefined || texts.some(test);
  const none = (texts: string[] | undefined, test: (text: string) => boolean): boolean => !(texts ?? []).some(test);
  return (
    any(field.Equals, (text) => value === text) &&
    any(field.StartsWith, (text) => value.startsWith(text)) &&
    any(field.EndsWith, (text) => value.endsWith(text)) &&
    none(field.NotEquals, (text) => value === text) &&
    none(field.NotStartsWith, (text) => value.startsWith(text)) &&
    none(field.NotEndsWith, (text) => value.endsWith(text))
  );
}
