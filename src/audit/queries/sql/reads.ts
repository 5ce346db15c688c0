import { declaredOf, PERSON, PRINCIPAL, type QueriedTables, recent, trailOf } from './tables';

const PARAMETER = "json_extract_scalar(requestparameters, '$.encryptionContext.PARAMETER_ARN')";

/**
 * Everything that was read: for each parameter the use of the key by which Parameter Store decrypted it, since a read by path names no
 * parameter, and each master key that was taken from its bucket.
 *
 * Columns: `event_id`, `read_at`, `principal`, `person`, `access_key`, `secret`, `place` (the key or the bucket), `account`, `region`.
 */
export function reads(tables: QueriedTables): string {
  const who = `eventid AS event_id, eventtime AS read_at, ${PRINCIPAL} AS principal, ${PERSON} AS person, useridentity.accesskeyid AS access_key`;
  return `reads AS (
  SELECT ${who},
    regexp_extract(${PARAMETER}, ':parameter(/.*)$', 1) AS secret,
    resources[1].arn AS place, account, region
  FROM ${trailOf(tables)}
  WHERE ${recent(tables)}
    AND eventsource = 'kms.amazonaws.com' AND eventname = 'Decrypt' AND errorcode IS NULL
    AND ${PARAMETER} IS NOT NULL
  UNION ALL
  SELECT ${who},
    json_extract_scalar(requestparameters, '$.key') AS secret,
    json_extract_scalar(requestparameters, '$.bucketName') AS place, account, region
  FROM ${trailOf(tables)}
  WHERE ${recent(tables)}
    AND eventsource = 's3.amazonaws.com' AND eventname = 'GetObject' AND errorcode IS NULL
)`;
}

/** The same of the vaults alone, each read with its vault: by the key that it took, or the bucket. A record may be delivered twice. */
export function vaultReads(tables: QueriedTables): string {
  return `vault_reads AS (
  SELECT DISTINCT reads.*, places.vault
  FROM reads JOIN ${declaredOf(tables)} places ON places.name = reads.place AND places.kind IN ('key', 'bucket')
)`;
}

/** What principals are declared to read: columns `vault`, `who`, `name`, `how`. */
export function grants(tables: QueriedTables): string {
  return `grants AS (SELECT DISTINCT vault, who, name, coalesce(how, 'program') AS how FROM ${declaredOf(tables)} WHERE kind = 'reader')`;
}
