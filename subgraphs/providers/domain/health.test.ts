import { describe, expect, it } from 'vitest';
import { type Health, observe, UNPROBED } from './health.ts';

const good = { healthy: true, onlineAgents: 1 };
const failing = { healthy: false, onlineAgents: 1 };
const absent = { healthy: false, onlineAgents: 0 };
const after = (...probes: { healthy: boolean; onlineAgents: number }[]): Health =>
  probes.reduce(observe, UNPROBED);

describe('health of a provider', () => {
  it('is good before the first probe, so that a fresh studio routes', () => {
    expect(UNPROBED.status).toBe('HEALTHY');
  });

  it('survives one bad probe', () => {
    expect(after(good, failing).status).toBe('HEALTHY');
    expect(after(good, failing, good, failing).status).toBe('HEALTHY');
  });

  it('worsens in two steps with bad probes in a row', () => {
    expect(after(failing, failing).status).toBe('DEGRADED');
    expect(after(failing, failing, failing).status).toBe('UNHEALTHY');
  });

  it('comes back from failing work only after three good probes in a row', () => {
    const down = [failing, failing, failing];
    expect(after(...down, good, good).status).toBe('UNHEALTHY');
    expect(after(...down, good, good, failing, good, good).status).toBe('UNHEALTHY');
    expect(after(...down, good, good, good).status).toBe('HEALTHY');
  });

  it('comes back from absence with the first machine', () => {
    expect(after(absent, absent, absent).status).toBe('UNHEALTHY');
    expect(after(absent, absent, absent, good).status).toBe('HEALTHY');
  });

  it('scores newer probes higher', () => {
    expect(after(good).score).toBe(1);
    expect(after(failing, good).score).toBeCloseTo(0.2);
    expect(after(good, failing).score).toBeCloseTo(0.8);
  });
});
