/** What errors of src/programs/aws say to those who configure the provider, and what this command says in its place. */
const WORDS: readonly (readonly [theirs: RegExp, ours: string])[] = [
  [/, or the provider's profile or assume_role/g, ', or give --profile'],
  [/Set the provider's region, AWS_REGION/g, 'Give --region, or set AWS_REGION'],
  [/the provider's profile or AWS_PROFILE/g, '--profile or AWS_PROFILE'],
  [/the provider's region and endpoints/g, '--region and AWS_ENDPOINT_URL'],
  [/custom_ca_bundle, or AWS_CA_BUNDLE/g, 'AWS_CA_BUNDLE'],
  [/correct kms_key_id/g, 'name another key'],
  [/Terraform has nobody to ask/g, 'This command does not ask for it'],
  [/(the|The) identity that runs Terraform/g, '$1 identity that runs this'],
  [
    /Apply again, with a lower -parallelism or a higher max_retries/g,
    'Try again later, with fewer commands at once or a higher AWS_MAX_ATTEMPTS or CHAMBER_RETRIES',
  ],
  [/leave source_identity out/g, 'leave --reason out'],
  [/Apply again/g, 'Try again'],
  [/, and apply again\./g, ', and try again.'],
];

/** A message of the AWS layer, for people at a terminal. */
export function inWordsOfTheCommand(message: string): string {
  return WORDS.reduce((text, [theirs, ours]) => text.replace(theirs, ours), message);
}
