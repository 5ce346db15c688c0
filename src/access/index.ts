// The namespace `access`: use cases, each in a folder of its own. What Coffer writes for clusters is the namespace `kubernetes`.
// Whole files, `export * from './<use case>/<file>'`: jsii takes a type that is exported by its name for one that is flat.
export {};
