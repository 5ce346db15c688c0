import { grants, reads, vaultReads } from './reads';
import { declaredOf, isDeclared, isNamed, PERSON, PRINCIPAL, type QueriedTables, recent, trailOf } from './tables';

const CHANGES = [
  'PutParameter',
  'DeleteParameter',
  'DeleteParameters',
  'LabelParameterVersion',
  'UnlabelParameterVersion',
  'PutObject',
  'DeleteObject',
];

/** Who read this secret. The address is that of the call to Parameter Store within a second: the use of the key has none. */
export function whoRead(tables: QueriedTables): string {
  return `WITH ${reads(tables)},
calls AS (
  SELECT eventtime AS called_at, useridentity.accesskeyid AS access_key, sourceipaddress AS address, useragent AS agent
  FROM ${trailOf(tables)}
  WHERE ${recent(tables)}
    AND ((eventsource = 'ssm.amazonaws.com' AND eventname LIKE 'GetParameter%') OR (eventsource = 's3.amazonaws.com' AND eventname = 'GetObject'))
)
SELECT read_at, principal, person, max(address) AS address, max(agent) AS agent, account, region
FROM reads LEFT JOIN calls ON calls.access_key = reads.access_key
  AND abs(date_diff('second', from_iso8601_timestamp(calls.called_at), from_iso8601_timestamp(reads.read_at))) <= 1
WHERE secret = ?
GROUP BY read_at, principal, person, account, region
ORDER BY read_at DESC`;
}

/** Who changed this secret, with the version that came of it. */
export function whoChanged(tables: QueriedTables): string {
  const text = (path: string) => `json_extract_scalar(requestparameters, '$.${path}')`;
  return `WITH changes AS (
  SELECT eventtime AS changed_at, eventname AS action, json_extract_scalar(responseelements, '$.version') AS version,
    ${PRINCIPAL} AS principal, ${PERSON} AS person, sourceipaddress AS address, useragent AS agent, account, region,
    coalesce(
      CAST(json_extract(requestparameters, '$.names') AS ARRAY(VARCHAR)),
      ARRAY[regexp_replace(coalesce(${text('name')}, ${text('key')}), '^arn:.*:parameter', '')]
    ) AS secrets
  FROM ${trailOf(tables)}
  WHERE ${recent(tables)}
    AND eventsource IN ('ssm.amazonaws.com', 's3.amazonaws.com')
    AND eventname IN (${CHANGES.map((name) => `'${name}'`).join(', ')}) AND errorcode IS NULL
)
SELECT changed_at, action, version, principal, person, address, agent, account, region
FROM changes
WHERE contains(secrets, ?)
ORDER BY changed_at DESC`;
}

/** Who reads secrets of the vaults without being declared to. */
export function undeclaredReaders(tables: QueriedTables): string {
  return `WITH ${reads(tables)},
${vaultReads(tables)},
${grants(tables)}
SELECT vault_reads.vault, principal, person, secret, count(*) AS times, min(read_at) AS first_at, max(read_at) AS last_at
FROM vault_reads LEFT JOIN grants ON grants.vault = vault_reads.vault
  AND ${isDeclared('vault_reads.principal', 'grants.who')}
  AND ${isNamed('vault_reads.secret', 'grants.name')}
WHERE grants.who IS NULL
GROUP BY vault_reads.vault, principal, person, secret
ORDER BY times DESC, principal, secret`;
}

/** Who is declared to read and never did: grants to take away. Break-glass roles and deployers are left out, as they should not read. */
export function unusedGrants(tables: QueriedTables): string {
  return `WITH ${reads(tables)},
${vaultReads(tables)},
${grants(tables)}
SELECT grants.vault, grants.who, grants.name, grants.how
FROM grants LEFT JOIN vault_reads ON vault_reads.vault = grants.vault
  AND ${isDeclared('vault_reads.principal', 'grants.who')}
  AND ${isNamed('vault_reads.secret', 'grants.name')}
WHERE grants.how NOT IN ('break-glass', 'deployer') AND vault_reads.secret IS NULL
ORDER BY grants.vault, grants.who, grants.name`;
}

/**
 * What somebody who leaves could read: all that the roles are declared to which the person used, what was read of it, and what was read
 * besides. What was read is to be rotated first.
 */
export function leaver(tables: QueriedTables): string {
  return `WITH people AS (
  SELECT DISTINCT ${PRINCIPAL} AS principal, ${PERSON} AS person
  FROM ${trailOf(tables)}
  WHERE ${recent(tables)} AND useridentity.arn IS NOT NULL
),
used AS (SELECT principal, person FROM people WHERE person = ?),
${reads(tables)},
${vaultReads(tables)},
${grants(tables)},
own AS (
  SELECT vault, used.principal, secret, count(*) AS times, max(read_at) AS last_at
  FROM used JOIN vault_reads ON vault_reads.principal = used.principal AND vault_reads.person = used.person
  GROUP BY vault, used.principal, secret
),
could AS (
  SELECT grants.vault, used.principal, grants.name
  FROM used JOIN grants ON ${isDeclared('used.principal', 'grants.who')}
)
SELECT could.vault, could.principal, could.name AS may_read, own.secret AS has_read, coalesce(own.times, 0) AS times, own.last_at
FROM could LEFT JOIN own ON own.vault = could.vault AND own.principal = could.principal AND ${isNamed('own.secret', 'could.name')}
UNION ALL
SELECT own.vault, own.principal, NULL, own.secret, own.times, own.last_at
FROM own LEFT JOIN could ON could.vault = own.vault AND could.principal = own.principal AND ${isNamed('own.secret', 'could.name')}
WHERE could.name IS NULL
ORDER BY times DESC, may_read, has_read`;
}

/** What was refused: calls about parameters, keys and buckets of the vaults. The resource is in the message alone. */
export function denied(tables: QueriedTables): string {
  return `WITH refused AS (
  SELECT eventtime AS refused_at, ${PRINCIPAL} AS principal, ${PERSON} AS person, sourceipaddress AS address,
    coalesce(nullif(regexp_extract(errormessage, 'perform: ([^ ]+)', 1), ''), concat(split_part(eventsource, '.', 1), ':', eventname)) AS action,
    coalesce(
      nullif(regexp_extract(errormessage, 'on resource: ([^ ]+)', 1), ''),
      concat('arn:aws:s3:::', json_extract_scalar(requestparameters, '$.bucketName'), '/', json_extract_scalar(requestparameters, '$.key'))
    ) AS resource
  FROM ${trailOf(tables)}
  WHERE ${recent(tables)}
    AND eventsource IN ('ssm.amazonaws.com', 'kms.amazonaws.com', 's3.amazonaws.com') AND errorcode LIKE 'AccessDenied%'
),
vaults AS (SELECT DISTINCT vault, kind, name FROM ${declaredOf(tables)} WHERE kind IN ('key', 'bucket', 'service'))
SELECT vault, principal, person, action, resource, count(*) AS times, min(refused_at) AS first_at, max(refused_at) AS last_at,
  max(address) AS address
FROM refused JOIN vaults ON (kind = 'key' AND resource = name)
  OR (kind = 'service' AND strpos(resource, concat('arn:', split_part(resource, ':', 2), ':ssm:', name)) = 1)
  OR (kind = 'bucket' AND (strpos(resource, concat(':::', name, '/')) > 0 OR resource LIKE concat('%:::', name)))
GROUP BY vault, principal, person, action, resource
ORDER BY times DESC, principal, action, resource`;
}

/** What was read in emergencies: by break-glass roles. */
export function breakGlass(tables: QueriedTables): string {
  return `WITH ${reads(tables)},
${vaultReads(tables)},
${grants(tables)}
SELECT read_at, vault_reads.vault, principal, person, secret
FROM vault_reads JOIN grants ON grants.vault = vault_reads.vault AND grants.how = 'break-glass'
  AND ${isDeclared('vault_reads.principal', 'grants.who')}
  AND ${isNamed('vault_reads.secret', 'grants.name')}
ORDER BY read_at DESC, secret`;
}
