// Runs one invocation of a Lambda function as its runtime does: `node function.js <folder> <handler> <answer file>`, with
// the event and the context as JSON on stdin, and the log on stdout and stderr.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, handlerName, answerFile] = process.argv.slice(2);
const { event, context, remainingMs } = JSON.parse(readFileSync(0, 'utf8'));
const end = Date.now() + remainingMs;
const answer = (body) => {
  writeFileSync(answerFile, JSON.stringify(body));
  process.exit(0);
};

(async () => {
  const [file, name] = handlerName.split('.');
  // A module of ECMAScript, where there is one (Lambda: Designating a function handler as an ES module).
  const module = join(folder, `${file}.mjs`);
  const handler = (existsSync(module) ? await import(module) : require(join(folder, file)))[name];
  return handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, end - Date.now()) });
})().then(
  (result) => answer({ result: result === undefined ? null : result }),
  (error) => answer({ error: { errorType: String(error?.name ?? 'Error'), errorMessage: String(error?.message ?? error) } }),
);
