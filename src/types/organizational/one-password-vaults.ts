import { OnePasswordVault } from './one-password-vault';
import { OwnKind } from '../../terraform/own-kind';

/** Vaults of 1Password, as this package has them. Not beside the class: whatever that file exports is public. */
export const ONE_PASSWORD_VAULTS = new OwnKind('OnePasswordVault', OnePasswordVault);
