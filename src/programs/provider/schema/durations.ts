const SECONDS = { d: 86_400, h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Seconds of a duration as Go writes it, such as `1h30m`, and of days too, such as `90d`; NaN for anything else. */
export function durationSeconds(duration: string): number {
  if (!/^(\d+(\.\d+)?(d|h|m|s|ms|us|µs|ns))+$/.test(duration)) return NaN;
  return [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}
