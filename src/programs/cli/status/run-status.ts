import { failedRotations } from './failed-rotations';
import { NEED_A_PERSON, type SecretState, type State, STATES, statesOf } from './secret-states';
import { pendingName } from '../../../contracts/rotation-names';
import { ParameterCatalog } from '../../aws/parameter-catalog';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, EXIT, UsageError } from '../command';
import { json } from '../json';
import { openSession } from '../session';
import { layOut, paragraph } from '../table';
import { coloured, shown, type Terminal } from '../terminal';
import type { RequiredVault } from '../vault/require-vault';

const COLOUR: Partial<Record<State, 'red' | 'yellow' | 'dim'>> = {
  failing: 'red',
  overdue: 'red',
  awaiting: 'yellow',
  drifted: 'red',
  undeclared: 'yellow',
  elsewhere: 'dim',
};

/** @throws CommandError if there is no manifest, or no secret of a service that was asked for */
export async function runStatus(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const { aws, vault, region, manifest } = await openSession(args);
  if (!vault?.declared || !manifest) {
    throw new UsageError(
      'there is no manifest to compare with. Run cdktf synth, then pass cdktf.out/coffer.manifest.json with --manifest or ' +
        'COFFER_MANIFEST, or keep a copy in this folder (CofferManifest)',
    );
  }
  const asked = positionals.map((service) => service.replace(/^\/|\/$/g, ''));
  const isAsked = ({ service }: { readonly service: string }) => asked.length === 0 || asked.includes(service);
  const secrets = vault.declared.secrets.filter(isAsked);
  // An imported vault of another program's may be the same one: what that program's manifest declares is not in this one.
  const imported = manifest.manifest.stacks.flatMap((stack) => stack.imported);
  const services = [...new Set(secrets.filter((each) => each.systemOfRecord === 'parameter-store').map(({ service }) => service))];
  const missing = asked.filter((service) => !secrets.some((each) => each.service === service));
  if (missing.length > 0) {
    const there = [...new Set(vault.declared.secrets.map(({ service }) => service))].sort();
    const others = there.length === 0 ? 'It declares no secrets' : `It declares secrets of ${there.join(', ')}`;
    throw new UsageError(`vault ${vault.name} declares no secrets of service ${missing.join(', ')}. ${others}`);
  }
  const paths = services.flatMap((service) => [`/${service}`, pendingName(`/${service}`)]);
  const catalog = new ParameterCatalog(aws, new ParameterStore(aws), '');
  const found = await catalog.oneLevelUnder(paths, signal);
  const rotates = secrets.some(({ rotation }) => rotation !== null && rotation.strategy !== 'reminder');
  const { failures, missing: unknown } = rotates ? await failedRotations(aws, vault.name, signal) : { failures: undefined };
  if (unknown !== undefined) terminal.error(shown(`Failed rotations may be missing here: ${unknown}.`));
  const states = statesOf({ vault, secrets, imported, found, failures, now: aws.serverTime() });
  const { accountId: account } = await aws.identity(signal);
  if (options.json === true) terminal.out(json({ vault: vault.name, account, region, secrets: states }));
  else print(states, vault, `${account}, ${region}`, terminal);
  return states.some(({ state }) => NEED_A_PERSON.has(state)) ? EXIT.ATTENTION : EXIT.OK;
}

function print(states: readonly SecretState[], { name, stage }: RequiredVault, place: string, terminal: Terminal): void {
  const rows = states.map(({ name: secret, state, ageDays }) => [shown(secret), state, ageDays === undefined ? '' : `${ageDays} d`]);
  const { headings, rows: laidOut } = layOut(['SECRET', 'STATE', 'AGE'], rows, terminal.columns);
  paragraph(shown(`Vault ${name}, stage ${stage}, account ${place}`), terminal.columns).forEach((line) => terminal.out(line));
  terminal.out(headings);
  laidOut.forEach((lines, index) => {
    const colour = COLOUR[states[index]!.state];
    lines.forEach((line) => terminal.out(colour === undefined ? line : coloured(terminal, colour, line)));
  });
  const told = states.filter(({ note, state }) => note !== '' && state !== 'elsewhere' && state !== 'present');
  if (told.length > 0) terminal.out('');
  for (const { name: secret, note, state } of told) {
    paragraph(shown(`${secret} is ${state}: ${note}.`), terminal.columns).forEach((line) => terminal.out(line));
  }
  const counts = STATES.flatMap((state) => {
    const count = states.filter((each) => each.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  terminal.out('');
  const sum = `${states.length} ${states.length === 1 ? 'secret' : 'secrets'}: ${counts.join(', ') || 'none'}.`;
  paragraph(sum, terminal.columns).forEach((line) => terminal.out(line));
}
