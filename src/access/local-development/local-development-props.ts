import type { DeveloperSignIn } from './developer-sign-in';
import type { IVault } from '../../vault/vault';
import type { AccessProfile } from '../profiles/access-profile';

/** Secrets for developers' own machines. */
export interface LocalDevelopmentProps {
  /** Vault of the stage: one construct for each stage, since nobody has secrets of two at once. */
  readonly vault: IVault;

  /** Services that developers get, in chamber's order: of two that have one variable, the later one wins. */
  readonly services: string[];

  /** How developers prove who they are. */
  readonly signIn: DeveloperSignIn;

  /**
   * What they may do with the services.
   *
   * @default - AccessProfile.EXEC: run programs with them
   */
  readonly profiles?: AccessProfile[];

  /**
   * Whether the stage is one of production.
   *
   * @default - by its name: one of its words is prod, prd, production or live, and none before it is no, non or not
   */
  readonly production?: boolean;

  /**
   * Whether developers may have secrets of production on their machines.
   *
   * @default false
   */
  readonly allowProduction?: boolean;

  /**
   * Ranges of public addresses that sessions are good from, such as `203.0.113.0/24`.
   *
   * @default - from everywhere
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
   */
  readonly sourceAddresses?: string[];

  /**
   * VPCs with an endpoint of Systems Manager that sessions are good from as well, such as those behind a VPN.
   *
   * @default - none
   */
  readonly sourceVpcs?: string[];

  /**
   * Name of the role, 1 to 64 letters, digits and any of _+=,.@-
   *
   * @default `<namespace>-<stage>-developer`
   */
  readonly roleName?: string;

  /**
   * Folder that gets files for developers, from the working directory of synth: `.envrc` (direnv), `Makefile`,
   * `compose.secrets.yaml` with `secrets.env`, and `.devcontainer/devcontainer.json`. All of them read by `chamber exec`, and
   * have names only. What somebody has there already stays as it is: a file is Coffer's as long as its first line says so.
   *
   * @default - no files
   * @see https://github.com/segmentio/chamber#exec
   */
  readonly folder?: string;

  /**
   * Profile of AWS CLI by which developers get their session, in those files.
   *
   * @default `<namespace>-<stage>`
   */
  readonly awsProfile?: string;

  /**
   * Services of docker compose that get the variables, in those files.
   *
   * @default - the last of `services`, by the last part of its name
   */
  readonly composeServices?: string[];

  /**
   * Variables beside those of the secrets that this program declares, in those files: such as those of services which
   * another program declares.
   *
   * @default - none
   */
  readonly variables?: string[];
}
