import { Token } from 'cdktf';

/** Whether a value is written out: it holds neither a token of cdktf's, nor an expression in Terraform's own words. */
export function isLiteral(value: unknown): boolean {
  if (value === undefined || value === null || Token.isUnresolved(value)) return false;
  return !(typeof value === 'string' && /(^|[^$])\$\{/.test(value));
}
