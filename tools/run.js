// Runs a task of the project in a clone that may be fresh: installs the dependencies first where they are missing.
// Plain JavaScript without dependencies, since it runs before there are any.
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const root = resolve(__dirname, '..');
const [task, ...args] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 9)) fail(`Node.js ${process.versions.node} is too old: Coffer needs 20.9 or newer.`);

if (!dependenciesAreInstalled()) {
  console.error('Installing dependencies (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund'], () => {
    // cdktf-cli 0.21 brings binaries of node-pty up to there; for newer ones npm compiles it, where it can.
    if (major > 22) console.error(`Node.js ${process.versions.node} is newer than cdktf's command has binaries for: take Node.js 22, and run this again.`);
  });
}
run(process.execPath, [join(root, 'node_modules', 'projen', 'bin', 'projen'), task, ...args]);

function dependenciesAreInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const { packages } = JSON.parse(readFileSync(installed, 'utf8'));
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || packages[path]?.version === version);
}

function run(command, commandArgs, onFailure = () => undefined) {
  const { status, error } = spawnSync(command, commandArgs, { cwd: root, stdio: 'inherit' });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status === 0) return;
  onFailure();
  process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
