import { expandCredentials } from './credential-variables';
import { serviceEnvironment } from '../../../../contracts/environment';
import { isEnvironmentName, serviceFault } from '../../../../contracts/names';
import type { RevealedParameter } from '../../../aws/parameter';
import type { EphemeralResource } from '../../core/resource';
import type { Coffer, CofferContext } from '../../core/settings';
import type { AttributePath, Diagnostics } from '../../schema/diagnostics';
import { listOfStrings, mapOfStrings, string, type Schema } from '../../schema/schema';
import { Unknown } from '../../schema/types';

const ENVIRONMENT = {
  description:
    'The secrets of one or more services as environment variables, for as long as one Terraform operation: ' +
    'what `chamber exec <services> --` hands to a program. ' +
    'Nothing of it is in plan or state. To configure a provider, to feed a write-only argument, or for the `dotenv` function.\n\n' +
    'Each service is read as chamber v3 reads it: the parameters one level under `/<service>/`, whatever is deeper left out; ' +
    'the last part of a name in upper case, with `-` as `_`. ' +
    'Parameters of type `String` and `StringList` are read too, a list as its text with commas. ' +
    "Where two services have one variable, the later service's value counts.\n\n" +
    'Stricter than `chamber exec` in what it would hand out at random or unreadable: ' +
    'two parameters of one service that become one variable, ' +
    'and names that are no environment names, such as `db.pass` or `2fa`, are errors. A service without any parameter is a warning.\n\n' +
    'Values are given byte by byte, but for one thing: Terraform brings all text into composed Unicode (NFC).\n\n' +
    'Takes one call for every ten parameters. Whoever runs Terraform needs `ssm:GetParametersByPath` on ' +
    '`parameter/<service>/*`, and `kms:Decrypt`.',
  attributes: {
    services: listOfStrings({
      required: true,
      description: 'Services, such as `["global", "api"]`: one or more, each once, in lower case. Later ones win.',
    }),
    aws_credentials: string({
      optional: true,
      description:
        'Variable that holds an access key as JSON, such as `AWS_CREDENTIALS`, and in whose place there shall be `AWS_ACCESS_KEY_ID` ' +
        'and `AWS_SECRET_ACCESS_KEY`. Where no service has it, a warning says so.',
      validate: (name) => variableFault('aws_credentials', name),
    }),
    smtp_credentials: string({
      optional: true,
      description:
        'Variable that holds an access key with its password for the SMTP interface of Amazon SES (`AccessKeyId` and `SmtpPassword`), ' +
        'and in whose place there shall be `SMTP_USERNAME` and `SMTP_PASSWORD`. It may be the same one as that of `aws_credentials`.',
      validate: (name) => variableFault('smtp_credentials', name),
    }),
    variables: mapOfStrings({ computed: true, sensitive: true, description: 'Values by the name of their environment variable.' }),
    names: listOfStrings({ computed: true, description: 'Names of the variables, sorted.' }),
  },
} satisfies Schema;

/** What chamber would hand to a program, without a trace in plan or state. */
export const environmentEphemeral: EphemeralResource<typeof ENVIRONMENT.attributes, Coffer> = {
  typeName: 'coffer_environment',
  schema: ENVIRONMENT,

  validate({ services }, diagnostics) {
    if (Array.isArray(services)) validateServices(services, diagnostics);
  },

  async open({ services, aws_credentials, smtp_credentials }, context) {
    const environments = await Promise.all(
      services!.map((service, position) => serviceVariables(service, ['services', position], context)),
    );
    const together = new Map(environments.flatMap((environment) => [...environment]));
    const variables = Object.fromEntries(expandCredentials(together, { aws_credentials, smtp_credentials }, context.diagnostics));
    return { services, aws_credentials, smtp_credentials, variables, names: Object.keys(variables).sort() };
  },
};

function variableFault(attribute: string, name: string): readonly [string, string] | undefined {
  if (isEnvironmentName(name)) return undefined;
  return [
    `Wrong ${attribute}`,
    `'${name}' is no name of an environment variable: letters, digits and '_', and no digit in front. Write it like 'AWS_CREDENTIALS'.`,
  ];
}

function validateServices(services: readonly (string | null | Unknown)[], diagnostics: Diagnostics): void {
  if (services.length === 0) {
    diagnostics.error('No services', 'services is empty. Name one service or more, such as ["api"].', ['services']);
  }
  services.forEach((service, position) => {
    if (service instanceof Unknown) return;
    const fault = serviceFault(service ?? '');
    const first = services.indexOf(service);
    if (fault) {
      diagnostics.error('Wrong service', `'${service ?? ''}': ${fault.problem}. ${fault.remedy}`, ['services', position]);
    } else if (first < position) {
      diagnostics.error(
        'A service is named twice',
        `'${service}' is services[${first}] and services[${position}]. Keep the later one if it should win, else the earlier one.`,
        ['services', position],
      );
    }
  });
}

async function serviceVariables(
  service: string,
  at: AttributePath,
  { provider, diagnostics, signal }: CofferContext,
): Promise<ReadonlyMap<string, string>> {
  // With the slash at the end, as chamber asks: IAM takes it for part of the resource, so what is granted for chamber suffices.
  const path = `/${service}/`;
  const parameters = await provider.store.revealAll(path, signal);
  if (parameters.length === 0) {
    diagnostics.warning(
      `Service ${service} has no parameters`,
      `There is none one level under ${path} in this account and region: it adds no variables. Check the name, or write its secrets first.`,
      at,
    );
  }
  return variablesOf(service, parameters, at, diagnostics);
}

function variablesOf(
  service: string,
  parameters: readonly RevealedParameter[],
  at: AttributePath,
  diagnostics: Diagnostics,
): ReadonlyMap<string, string> {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const { variables, faults } = serviceEnvironment([...values.keys()]);
  for (const { problem, remedy } of faults) diagnostics.error(`Service ${service} cannot be an environment`, `${problem} ${remedy}`, at);
  return new Map([...variables].map(([variable, parameter]) => [variable, values.get(parameter)!]));
}
