import { afterEach, describe, expect, it } from 'vitest';
import { type AgentState, whyNotLive, whyNotReady } from './agent-health.ts';
import { serveHealth } from './health-server.ts';

const well: AgentState = {
  agentId: 'a',
  running: 1,
  concurrency: 2,
  hindrance: null,
  isDraining: false,
  pollAgeMs: 5_000,
  answerAgeMs: 5_000,
  leased: 7,
  pollFailures: 1,
};

describe('an agent', () => {
  it('is alive unless a poll hangs, which a restart would end', () => {
    expect(whyNotLive(well)).toEqual([]);
    expect(whyNotLive({ ...well, agentId: null, hindrance: 'disk', answerAgeMs: null })).toEqual([]);
    expect(whyNotLive({ ...well, pollAgeMs: 121_000 })).toEqual(['a poll for work hangs for 121 s']);
  });

  it.each([
    [{ agentId: null }, 'it is not registered'],
    [{ isDraining: true }, 'it is draining'],
    [{ hindrance: 'the disk is nearly full' }, 'the disk is nearly full'],
    [{ answerAgeMs: 91_000 }, 'the studio does not answer'],
    [{ answerAgeMs: null }, 'the studio does not answer'],
  ])('is not ready: %j', (change, reason) => {
    expect(whyNotReady({ ...well, ...change })).toEqual([reason]);
  });

  it('is ready while all of its places are taken, however long that takes', () => {
    expect(whyNotReady({ ...well, running: 2, pollAgeMs: null, answerAgeMs: 600_000 })).toEqual([]);
  });
});

describe('the port for probes', () => {
  let state = well;
  let close = (): void => undefined;
  afterEach(() => close());

  it('answers whether the agent lives and is ready, with the reasons, and its figures', async () => {
    const served = await serveHealth(() => state, { port: 0, host: '127.0.0.1' });
    ({ close } = served);
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${served.port}${path}`);
      return [response.status, await response.text()] as const;
    };
    expect(await ask('/health/live')).toEqual([200, '{"status":"ok","reasons":[]}']);
    expect((await ask('/health/ready'))[0]).toBe(200);
    state = { ...well, isDraining: true };
    expect(await ask('/health/ready')).toEqual([503, '{"status":"failed","reasons":["it is draining"]}']);
    expect((await ask('/health/live'))[0]).toBe(200);
    const [, metrics] = await ask('/metrics');
    expect(metrics).toMatch(/^agent_ready 0$/m);
    expect(metrics).toMatch(/^# TYPE agent_leases_total counter\nagent_leases_total 7$/m);
    expect((await ask('/'))[0]).toBe(404);
  });
});
