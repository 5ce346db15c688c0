import { type Finding, note, ok, problem } from './finding';

const CHECK = "chamber's variables";

/**
 * Whether chamber, in this shell, would work with the same secrets as this command.
 *
 * @param keyAlias of the vault, if there is one
 */
export function checkChamber(
  environment: Readonly<Record<string, string | undefined>>,
  { keyAlias, region }: { readonly keyAlias?: string; readonly region?: string },
): Finding[] {
  const findings: Finding[] = [];
  const { CHAMBER_KMS_KEY_ALIAS: alias, CHAMBER_AWS_REGION: itsRegion, CHAMBER_SECRET_BACKEND: backend } = environment;
  if (backend && !/^ssm$/i.test(backend)) {
    findings.push(
      problem(CHECK, `CHAMBER_SECRET_BACKEND is ${backend}, and Coffer's secrets are in Parameter Store`, 'Unset it, or set it to SSM.'),
    );
  }
  if (environment.CHAMBER_NO_PATHS) {
    findings.push(problem(CHECK, 'CHAMBER_NO_PATHS makes names with dots, which are not those of Coffer', 'Unset it.'));
  }
  if (alias && keyAlias !== undefined && withPrefix(alias) !== keyAlias) {
    findings.push(
      problem(
        CHECK,
        `CHAMBER_KMS_KEY_ALIAS is ${alias}, and the key of the vault is ${keyAlias}: chamber write would use the wrong one`,
        `export CHAMBER_KMS_KEY_ALIAS=${keyAlias}`,
      ),
    );
  }
  if (!alias && keyAlias !== undefined) {
    findings.push(
      note(
        CHECK,
        `CHAMBER_KMS_KEY_ALIAS is not set, so chamber write would use alias/parameter_store_key in place of ${keyAlias}`,
        `export CHAMBER_KMS_KEY_ALIAS=${keyAlias}, if you use chamber.`,
      ),
    );
  }
  if (itsRegion && region !== undefined && itsRegion !== region) {
    findings.push(
      problem(CHECK, `CHAMBER_AWS_REGION is ${itsRegion}, and the vault is in ${region}`, `export CHAMBER_AWS_REGION=${region}`),
    );
  }
  return findings.length > 0 ? findings : [ok(CHECK, 'no variable points it elsewhere')];
}

function withPrefix(alias: string): string {
  return alias.startsWith('alias/') || alias.startsWith('arn:') ? alias : `alias/${alias}`;
}
