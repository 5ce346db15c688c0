import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';

/** A value as Terraform will read it, with the expressions that its tokens stand for: each look at an attribute makes another token. */
export function resolved(scope: IConstruct, value: string): string {
  return String(resolvedAll(scope, value));
}

/** The same of everything in an object. */
export function resolvedAll<T>(scope: IConstruct, value: T): T {
  return Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false }) as T;
}
