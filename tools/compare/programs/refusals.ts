export function refusals(): void {}
