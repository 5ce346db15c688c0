/** Values that shells, parsers and other tools stumble over, by the key that has them. */
export const VECTORS: Readonly<Record<string, string>> = {
  plain: 'CANARY-plain',
  dash: '-',
  double_dash: '--help',
  single_quote: "CANARY-it's",
  double_quote: 'CANARY-say "hi"',
  both_quotes: `CANARY-'single' and "double"`,
  backslash: 'CANARY-C:\\new\\table\\',
  dollar: 'CANARY-$HOME ${HOME} $(id) `id` $$ $${x}',
  percent: 'CANARY-%{ if true } %d %%{',
  hash: 'CANARY #not-a-comment',
  spaces: '  CANARY in spaces\t',
  lines: 'CANARY-one\n\ntwo=2\n#three\n',
  crlf: 'CANARY-one\r\ntwo',
  equals: 'a=b=c==',
  json: '{"CANARY":["a",{"b":null}]}',
  yaml_like: 'no: [yes, ~]',
  number: '0123',
  truth: 'true',
  date: '2026-11-28',
  unicode: 'CANARY-žluťoučký 密码 🔑 e\u0301',
  separators: 'CANARY-\u2028-\u2029-\u0085-\ufeff',
  controls: 'CANARY-\b\f\u0001\u001b[31m\u007f',
  exclamation: 'CANARY!!$!',
  globs: '*?[a-z]{a,b} ~ &|;<>()',
  'with-hyphen': 'CANARY-hyphen',
  tf_var_region: 'CANARY-region',
  long: `CANARY-${'x'.repeat(4000)}`,
};

/** What a later service has as well. */
export const OVERRIDDEN: Readonly<Record<string, string>> = { plain: 'CANARY-overridden', only_here: 'CANARY-only-here' };
