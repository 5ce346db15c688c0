import { type Command, EXIT, JSON_OPTION, VAULT_OPTIONS } from '../command';

/** Looks at everything that has to be in order for the other commands, Terraform and CI. */
export const doctorCommand: Command = {
  name: 'doctor',
  group: 'Look after secrets',
  summary: 'Finds out what is wrong with credentials, key, permissions, trail, Terraform or CI',
  usage: '[<service>...] [options]',
  details: [
    'Changes nothing, reads no value and decrypts nothing. What the caller may not look at is told as unknown.',
    'Permissions are asked of IAM (iam:SimulatePrincipalPolicy, iam:GetRole) if the caller may, else tried by a listing without values.',
    '',
    'With --ci it also reads the OIDC token of this CI job and says which conditions of the trust policy of a role it fulfils. It prints',
    'claims, never the token. The policy is read from IAM (iam:GetRole), or from a file: --trust-policy.',
  ],
  options: {
    ...VAULT_OPTIONS,
    ci: { description: 'check the OIDC token of this CI job, too' },
    role: { value: 'arn', description: 'the role that the job is to assume. Default: AWS_ROLE_ARN' },
    'trust-policy': { value: 'file', description: 'trust policy of the role, as JSON, if IAM cannot be asked' },
    'token-file': { value: 'file', description: 'file of the token. Default: as the CI system has it' },
    'token-variable': { value: 'name', description: 'variable of the token. Default: as the CI system has it' },
    audience: { value: 'text', description: 'audience to ask GitHub for. Default: sts.amazonaws.com' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'coffer doctor', does: 'everything but CI' },
    { line: 'coffer doctor api web', does: 'the permissions to read these services' },
    { line: 'coffer doctor --ci --role arn:aws:iam::111122223333:role/acme-prod-plan', does: 'why CI cannot assume a role' },
  ],
  exitCodes: { [EXIT.ATTENTION]: 'there is a problem that needs a person' },
  completes: 'services',
  run: async (args) => (await import('./run-doctor')).runDoctor(args),
};
