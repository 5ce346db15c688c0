/** The tables that queries are about, and how far back they look. */
export interface QueriedTables {
  readonly database: string;
  /** Records of CloudTrail, divided by account, region and day. */
  readonly trail: string;
  /** Who may read what, by the program. */
  readonly declared: string;
  /** Days that a query looks back. */
  readonly days: number;
}

/** A name as Athena's queries take it. Whatever is in it, it stays one name. */
export function identifier(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}

export function trailOf({ database, trail }: QueriedTables): string {
  return `${identifier(database)}.${identifier(trail)}`;
}

export function declaredOf({ database, declared }: QueriedTables): string {
  return `${identifier(database)}.${identifier(declared)}`;
}

/** Keeps a query to the days asked about: the files of other days are not even listed. */
export function recent({ days }: QueriedTables): string {
  return `day >= date_format(current_date - interval '${Math.trunc(days)}' day, '%Y/%m/%d')`;
}

/** The role, the user, or whoever else stands behind a record. Another account's roles are known by their account only. */
export const PRINCIPAL =
  'coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn, useridentity.invokedby, ' +
  "concat('arn:aws:iam::', useridentity.accountid, ':root'))";

/**
 * The person, or the run of a pipeline: the source identity that stays through all roles, else the name of the session or the user.
 */
export const PERSON =
  "coalesce(useridentity.sessioncontext.sourceidentity, CASE WHEN useridentity.type = 'AssumedRole' THEN " +
  "regexp_extract(useridentity.arn, '[^/]+$') END, useridentity.username)";

/** An ARN without the path of a role or user, whose name alone is unique in an account. */
export function withoutPath(arn: string): string {
  return (
    `CASE WHEN regexp_like(${arn}, ':(role|user)/') THEN concat(regexp_extract(${arn}, '^[^/]*/'), ` +
    `regexp_extract(${arn}, '[^/]+$')) ELSE ${arn} END`
  );
}

/** Whether a principal is one that was declared: `*` and `?` are wildcards, and an account's root stands for anybody in it. */
export function isDeclared(principal: string, who: string): string {
  const pattern = `replace(replace(replace(regexp_replace(${withoutPath(who)}, ':root$', ':*'), '_', '\\_'), '*', '%'), '?', '_')`;
  return `${withoutPath(principal)} LIKE ${pattern} ESCAPE '\\'`;
}

/** Whether a secret is the one that was declared, or one of the service that was. */
export function isNamed(secret: string, name: string): string {
  return `(${secret} = ${name} OR (regexp_like(${name}, '[*]$') AND starts_with(${secret}, regexp_replace(${name}, '[*]$', ''))))`;
}
