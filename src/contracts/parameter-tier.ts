/** Size and price class of a parameter (AWS: Managing parameter tiers). */
export enum ParameterTier {
  /** Values up to 4 KB, 10,000 parameters a region, no charge. */
  STANDARD = 'Standard',
  /** Values up to 8 KB, 100,000 parameters a region, charged for. A parameter never goes back to standard. */
  ADVANCED = 'Advanced',
  /** Standard, until a value needs the advanced tier. */
  INTELLIGENT_TIERING = 'Intelligent-Tiering',
}

/** The largest value of a tier, in bytes (AWS: Managing parameter tiers). */
export function maximumBytes(tier: ParameterTier | undefined): number {
  return tier === undefined || tier === ParameterTier.STANDARD ? 4096 : 8192;
}

/** The tier of a value that may have so many bytes, where none was chosen: undefined for the standard one. */
export function tierOf(bytes: number): ParameterTier | undefined {
  return bytes > 4096 ? ParameterTier.ADVANCED : undefined;
}
