/** What Terraform makes of `jsonencode()` of an object, with the names of attributes for what only an apply knows. */
export function jsonEncoded(expression: string): string {
  const [, object] = /^\$\{jsonencode\((.*)\)\}$/s.exec(expression)!;
  return object!.replace(/"([^"]*)" = /g, '"$1": ').replace(/: (?:aws|coffer)_\w+\.[\w-]+\.(\w+)/g, ': "$1"');
}
