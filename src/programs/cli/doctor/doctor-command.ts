import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** Looks at everything that has to be in order for the other commands, Terraform and CI. */
export const doctorCommand: Command = {
  name: 'doctor',
  group: 'Look after secrets',
  summary: 'Checks credentials, key, permissions, trail, Terraform and CI, and says what to fix',
  usage: '[<service>...] [options]',
  details: [
    'Changes nothing, reads no value and decrypts nothing. What the caller is not allowed to check is reported as unknown.',
    'To check permissions, it asks IAM (iam:SimulatePrincipalPolicy, iam:GetRole) if the caller may do that; otherwise it',
    'tries to list parameters, without values.',
    '',
    "With --ci, it also reads the OIDC token of this CI job, and says which conditions of a role's trust policy the token",
    'meets. It prints the claims, never the token. It reads the policy from IAM (iam:GetRole), or from --trust-policy.',
  ],
  options: {
    ...VAULT_OPTIONS,
    ci: { description: 'also check the OIDC token of this CI job' },
    role: { value: 'arn', description: 'the role that the job should assume. Default: AWS_ROLE_ARN' },
    'trust-policy': { value: 'file', description: "the role's trust policy as JSON, if the caller may not read it from IAM" },
    'token-file': { value: 'file', description: 'file with the token. Default: where the CI system puts it' },
    'token-variable': { value: 'name', description: 'environment variable with the token. Default: the one that the CI system sets' },
    audience: { value: 'text', description: 'audience of the token to request from GitHub. Default: sts.amazonaws.com' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'coffer doctor', does: 'check everything except CI' },
    { line: 'coffer doctor api web', does: 'check the permissions for these services only' },
    { line: 'coffer doctor --ci --role arn:aws:iam::111122223333:role/acme-prod-plan', does: 'find out why CI cannot assume a role' },
  ],
  exitCodes: { [EXIT.ATTENTION]: 'a check found a problem' },
  completes: 'services',
  run: async (args) => (await import('./run-doctor')).runDoctor(args),
};
