import { AuthorizedKeys } from './authorized-keys';
import type { CompleteSettings } from '../../../contracts/rotation/strategies';
import { generatePrivateKey, looksLikePrivateKey, opensshLineOf, publicKeyOf } from '../../values/key-material';
import { publicKeyTags } from '../../values/public-key-tags';
import type { RotationPlan } from '../plan';
import { RotationError } from '../rotation-error';
import { SecureStore } from '../secure-store';
import type { Strategy, StrategyContext } from '../strategy';

const DAY_MS = 86_400_000;

/**
 * Private keys for SSH. Their public halves are in a parameter in the form of authorized_keys: the one of the new key is
 * there before that key is current, and the one of the old key for `graceDays` after.
 */
export function sshKey(settings: CompleteSettings['ssh-key'], plan: RotationPlan): Strategy {
  const { authorizedKeys: name, comment, graceDays, ...spec } = settings;
  const graceMs = graceDays * DAY_MS;
  const published = (context: StrategyContext) => new AuthorizedKeys({ ...plan, secret: name }, plan.secret, comment, context);

  return {
    async create(current) {
      // Whose line is not known, whoever has that key would be let in for good.
      if (current !== undefined && looksLikePrivateKey(current.value) && opensshLineOf(current.value) === undefined) {
        throw new RotationError(
          'UnknownPublicHalf',
          `The value of ${plan.secret} is a private key whose public half cannot be told, ` +
            `so that its line could not be taken out of ${name}. ` +
            'Write it without a passphrase, in OpenSSH\'s format (ssh-keygen -p -N "") or in PEM; or raise generation, ' +
            'and take the line out by hand.',
        );
      }
      return { value: await generatePrivateKey(spec, 'OPENSSH') };
    },

    async set({ value }, current, context) {
      const halves = [current?.value, value].flatMap((pem) => (pem === undefined ? [] : (opensshLineOf(pem) ?? [])));
      await published(context).add(halves);
    },

    async test(value, context) {
      const half = opensshLineOf(value);
      if (half === undefined) {
        throw new RotationError(
          'NoPrivateKey',
          `The value of ${plan.secret} is no unencrypted private key in PEM. Rotate it, or write one.`,
        );
      }
      if (!(await published(context).has(half))) {
        throw new RotationError(
          'NotPublished',
          `The public half of the key in ${plan.secret} is not in ${name}. Add it there (ssh-keygen -y), or rotate the key.`,
        );
      }
    },

    async discard({ value }, current, context) {
      const half = opensshLineOf(value);
      if (half !== undefined && half !== opensshLineOf(current.value)) await published(context).remove([half]);
    },

    // Where Terraform declares the key, it finds the public half of a version in these tags, and plans no changes.
    async finish({ value }, context) {
      const store = new SecureStore(context.aws);
      const now = (await store.revealEach([plan.secret], context.signal)).get(plan.secret);
      if (now?.value !== value) return;
      await store.changeTags(plan.secret, {}, publicKeyTags(publicKeyOf(value), now.version), context.signal);
    },

    async retire(current, context) {
      if (context.now().getTime() - current.since.getTime() < graceMs) return;
      const half = opensshLineOf(current.value);
      if (half === undefined) return;
      const staged = (await context.staged())?.value;
      await published(context).keep([half, ...(staged === undefined ? [] : [opensshLineOf(staged) ?? ''])]);
    },
  };
}
