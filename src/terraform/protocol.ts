import { readFileSync } from 'fs';
import { join } from 'path';
import { ASSETS } from './assets';

/**
 * What copies of the package in one program agree on: how their objects recognise each other, and what they then call. Raise it with
 * every change of that which another copy would trip over.
 */
export const PROTOCOL = 2;

/** A copy of the package, as its objects carry it. */
export interface PackageCopy {
  readonly protocol: number;
  /** Version of the package. */
  readonly version: string;
}

/** This copy. */
export const THIS_COPY: PackageCopy = {
  protocol: PROTOCOL,
  version: (JSON.parse(readFileSync(join(ASSETS, '..', 'package.json'), 'utf8')) as { readonly version: string }).version,
};
