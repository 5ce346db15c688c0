const KEYS = ['db_password', 'db-password', 'DB_PASSWORD', 'db.password', '/api/db-password', '/api/pr-12/db_password', 'tf_var_db_password', '/api/tf-var-db-password',
  'tf_var_2fa', '/api/tf_var_2fa', '2fa', '', '/', '/api/', 'with space', 'ümlaut', '_', '-', 'a'.repeat(1100), 'aws_key', 'ssm'];

const NAMES: readonly (readonly [string, string])[] = [
  ['api', 'db_password'], ['api/pr-12', 'db-password'], ['api', 'a.b'], ['api.v2', 'key'], ['API', 'KEY'], ['', 'key'], ['api', ''], ['/api', 'key'], ['api/', 'key'], ['api', '/key'],
  ['api', 'a/b'], ['aws', 'key'], ['ssm', 'key'], ['awsome', 'key'], ['_coffer', 'key'], ['_chamber', 'key'], ['api', 'with space'], ['api', '2fa'], ['a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p', 'key'],
  ['a'.repeat(600), 'b'.repeat(600)], ['api//x', 'key'], ['api', 'ümlaut'], ['..', '..'],
];

/** Maps in HCL. */
const VARIABLES = [
  '{}', '{ B = "CANARY-b c", A = "CANARY-a" }', '{ EMPTY = "" }', '{ EQUALS = "=a" }', '{ QUOTE = "it\'s" }', '{ BOTH = "it\'s \\"so\\"" }', '{ DOLLAR = "a$b" }', '{ BRACES = "a$${b}" }',
  '{ LINES = "a\\nb" }', '{ RETURN = "a\\rb" }', '{ NULL = null }', '{ BACKSLASH = "a\\\\" }', '{ TWO = "a\\\\\\\\b" }', '{ HASH = "a # b" }', '{ "2FA" = "x" }', '{ "with space" = "x" }',
  '{ UID = "1" }', '{ BASH_ENV = "x" }', '{ "__proto__" = "x" }', '{ UID = "1", NULL = null, RETURN = "\\r" }', '{ BACKTICK = "a`b" }', '{ UNICODE = "ümlaut" }', '{ "" = "x" }', '{ N = 1, T = true }',
];

/** Calls of all functions of the provider, good and bad, in HCL. */
export const FUNCTION_CALLS: readonly string[] = [
  ...KEYS.flatMap((key) => ['env_name', 'tf_var_name'].map((name) => `${name}(${JSON.stringify(key)})`)),
  ...NAMES.map(([service, key]) => `parameter_name(${JSON.stringify(service)}, ${JSON.stringify(key)})`),
  ...VARIABLES.map((map) => `dotenv(${map})`),
];
