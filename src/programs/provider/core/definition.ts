import type { DataSource, EphemeralResource, ProviderFunction, Resource, Stored } from './resource';
import type { Diagnostics } from '../schema/diagnostics';
import type { Attributes, Schema } from '../schema/schema';
import type { CtyObject } from '../schema/types';

// Each resource knows its own attributes; the protocol only needs that it has some.
export type AnyResource<P> = Resource<any, P>; // eslint-disable-line @typescript-eslint/no-explicit-any
export type AnyEphemeralResource<P> = EphemeralResource<any, P>; // eslint-disable-line @typescript-eslint/no-explicit-any
export type AnyDataSource<P> = DataSource<any, P>; // eslint-disable-line @typescript-eslint/no-explicit-any
export type AnyStored = Stored<any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/**
 * A whole provider, as the protocol serves it.
 *
 * `P` is what `configure` makes of the settings, and what every resource is given.
 */
export interface ProviderDefinition<P> {
  readonly version: string;
  readonly schema: Schema<Attributes>;
  readonly resources: readonly AnyResource<P>[];
  readonly dataSources: readonly AnyDataSource<P>[];
  readonly ephemeralResources: readonly AnyEphemeralResource<P>[];
  readonly functions: readonly ProviderFunction[];
  /** Checks of the settings that span several of them. Values may be unknown. */
  validate?(config: CtyObject, diagnostics: Diagnostics): void;
  /** Undefined while a setting is unknown: that is no error as long as nothing needs the provider. */
  configure(config: CtyObject, terraformVersion?: string): P | undefined;
}
