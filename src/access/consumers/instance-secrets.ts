import { Token } from 'cdktf';
import { GrantError } from '../../errors';
import type { IGrantee } from '../../iam/grantee';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';
import { AccessProfile } from '../profiles/access-profile';
import { AccessProfiles } from '../profiles/access-profiles';

/** A program on an EC2 instance, with the secrets of services. */
export interface InstanceSecretsProps {
  /** Vault that the services are in. */
  readonly vault: IVault;

  /** Services, in chamber's order: of two that have one variable, the later one wins. */
  readonly services: string[];

  /** Role of the instance profile. */
  readonly role: IGrantee;

  /** Unit of systemd that runs the program, such as `api.service`. It is given a drop-in, and is not made here. */
  readonly unit: string;

  /** Command that the unit runs, with absolute paths, such as `/usr/local/bin/api --port 80`. */
  readonly command: string;
}

/**
 * Secrets for a program on an EC2 instance: it is run by `chamber exec`, under the role of the instance. Chamber has to be in
 * the image, at /usr/local/bin/chamber. Values are in the environment of the program, and neither in the user data, which
 * everybody on the instance may read, nor on its disk. Restarting the unit takes new values.
 */
export class InstanceSecrets {
  /** User data: a script for cloud-init, with tokens. */
  public readonly userData: string;

  /**
   *
   * Throws a GrantError if the role is none, or is of another stage; a service is not one of the vault; or the unit or the command is not
   * one that systemd takes.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
   */
  constructor(props: InstanceSecretsProps) {
    const { vault, services, role, unit, command } = props;
    const core = VaultCore.of(vault);
    const subject = `InstanceSecrets in vault '${core.vaultName}'`;
    if (Token.isUnresolved(unit) || !/^[A-Za-z0-9:_.@-]+\.service$/.test(unit)) {
      throw new GrantError(
        subject,
        `unit '${Token.isUnresolved(unit) ? '(token)' : unit}' is not the name of a service of systemd`,
        'Write it like api.service.',
      );
    }
    if (Token.isUnresolved(command) || !/^\/[^\n\r]*$/.test(command)) {
      throw new GrantError(
        subject,
        'command does not begin with an absolute path, or has several lines',
        'Write it like /usr/local/bin/api.',
      );
    }
    AccessProfiles.grant(role, { vault, services, profile: AccessProfile.EXEC });
    const folder = `/etc/systemd/system/${unit}.d`;
    this.userData = [
      '#!/bin/sh',
      'set -eu',
      `mkdir -p '${folder}'`,
      // Quoted: the shell leaves it as it is.
      `cat > '${folder}/secrets.conf' <<'END_OF_UNIT'`,
      '[Service]',
      `Environment=AWS_REGION=${core.aws.region}`,
      `Environment=CHAMBER_KMS_KEY_ALIAS=${core.keyAlias}`,
      'ExecStart=',
      `ExecStart=/usr/local/bin/chamber exec ${[...new Set(services)].join(' ')} -- ${command}`,
      'END_OF_UNIT',
      'systemctl daemon-reload',
      `systemctl restart '${unit}'`,
      '',
    ].join('\n');
  }
}
