/** What files for developers are about. */
export interface FileSubject {
  /** First line of each, without the sign of a comment. */
  readonly header: string;
  readonly vaultName: string;
  readonly keyAlias: string;
  /** In chamber's order. */
  readonly services: readonly string[];
  readonly awsProfile: string;
  readonly region?: string;
  readonly composeServices: readonly string[];
  readonly variables: readonly string[];
}

/** A file, from the folder that it is written to. */
export interface DeveloperFile {
  readonly name: string;
  readonly text: string;
  /** What somebody who has this file already may add to it. */
  readonly hint: string;
}

/** Files as a person would write them. They have names, and never a value. */
export function developerFiles(subject: FileSubject): DeveloperFile[] {
  const run = `chamber exec ${subject.services.join(' ')} --`;
  return [
    { name: '.envrc', text: envrc(subject, run), hint: `direnv_load ${run} direnv dump` },
    { name: 'Makefile', text: makefile(subject, run), hint: `a target that runs ${run} …` },
    {
      name: 'secrets.env',
      text: `# ${subject.header}\n${subject.variables.map((each) => `${each}\n`).join('')}`,
      hint: 'names, one a line',
    },
    { name: 'compose.secrets.yaml', text: compose(subject), hint: 'env_file: [secrets.env]' },
    { name: '.devcontainer/devcontainer.json', text: devcontainer(subject, run), hint: 'a mount of ~/.aws, and the variables of .envrc' },
  ];
}

function envrc({ header, vaultName, keyAlias, awsProfile, region }: FileSubject, run: string): string {
  return lines(
    `# ${header}`,
    `# Secrets of ${vaultName} in this shell, by direnv: https://direnv.net`,
    `export AWS_PROFILE="\${AWS_PROFILE:-${awsProfile}}"`,
    ...(region === undefined ? [] : [`export AWS_REGION="\${AWS_REGION:-${region}}"`]),
    `export CHAMBER_KMS_KEY_ALIAS=${keyAlias}`,
    '',
    `direnv_load ${run} direnv dump`,
  );
}

function makefile({ header, vaultName, keyAlias, awsProfile, region }: FileSubject, run: string): string {
  return lines(
    `# ${header}`,
    `export AWS_PROFILE ?= ${awsProfile}`,
    ...(region === undefined ? [] : [`export AWS_REGION ?= ${region}`]),
    `export CHAMBER_KMS_KEY_ALIAS := ${keyAlias}`,
    '',
    '.PHONY: login shell up',
    '',
    'login: ## sign in to IAM Identity Center',
    '\taws sso login',
    '',
    `shell: ## a shell with the secrets of ${vaultName}`,
    `\t${run} "$$\{SHELL:-/bin/sh}"`,
    '',
    'up: ## docker compose with the secrets',
    `\t${run} docker compose -f compose.yaml -f compose.secrets.yaml up`,
  );
}

function compose({ header, composeServices }: FileSubject): string {
  return lines(
    `# ${header}`,
    '# secrets.env names variables, whose values docker compose takes from its own environment: make up',
    'services:',
    ...composeServices.flatMap((service) => [`  ${service}:`, '    env_file:', '      - secrets.env']),
  );
}

function devcontainer({ header, vaultName, keyAlias, awsProfile, region }: FileSubject, run: string): string {
  const environment = { AWS_PROFILE: awsProfile, ...(region !== undefined && { AWS_REGION: region }), CHAMBER_KMS_KEY_ALIAS: keyAlias };
  const settings = {
    name: vaultName,
    image: 'mcr.microsoft.com/devcontainers/base:bookworm',
    features: { 'ghcr.io/devcontainers/features/aws-cli:1': {} },
    mounts: ['source=${localEnv:HOME}/.aws,target=/home/vscode/.aws,type=bind'],
    containerEnv: environment,
  };
  const [first, ...rest] = JSON.stringify(settings, undefined, 2).split('\n');
  return lines(`// ${header}`, `// With chamber in the image, programs run by: ${run} …`, first!, ...rest);
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
