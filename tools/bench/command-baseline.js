// What coffer exec does, by the plain SDK and nothing else: lists services, and starts a program with what they have.
const { spawnSync } = require('node:child_process');
const { paginateGetParametersByPath, SSMClient } = require('@aws-sdk/client-ssm');

const client = new SSMClient({});

async function list(service) {
  const found = [];
  for await (const page of paginateGetParametersByPath({ client, pageSize: 10 }, { Path: `/${service}/`, WithDecryption: true })) {
    for (const { Name, Value } of page.Parameters) found.push([Name.slice(Name.lastIndexOf('/') + 1).toUpperCase(), Value]);
  }
  return found;
}

Promise.all(process.argv.slice(2).map(list)).then((services) => {
  process.exitCode = spawnSync('/bin/true', { env: Object.fromEntries(services.flat()) }).status;
});
