/**
 * Share of its time that a machine worked, 0 to 1: busy time over the window, or over its session where that is shorter, times
 * what it works on at once.
 * @param onlineMs milliseconds since its session began; 0 while it is offline
 */
export function utilisation(of: {
  busyMs: number;
  onlineMs: number;
  windowMs: number;
  concurrency: number;
}): number {
  const couldMs = Math.min(of.windowMs, of.onlineMs > 0 ? of.onlineMs : of.windowMs) * of.concurrency;
  return couldMs <= 0 ? 0 : Math.min(1, of.busyMs / couldMs);
}
