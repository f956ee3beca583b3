import { describe, expect, it } from 'vitest';
import { readAgentConfig } from './config.ts';
import { parseNvidiaSmi } from './health/gpu-inventory.ts';

describe('the agent’s settings', () => {
  it('name every fault at once', () => {
    expect(() => readAgentConfig({ AGENT_CONCURRENCY: 'many', GATEWAY_TOKEN_URL: 'nowhere' })).toThrow(
      /GATEWAY_URL[\s\S]*GATEWAY_TOKEN_URL[\s\S]*AGENT_CONCURRENCY/,
    );
  });

  it('derive the token endpoint and the state folder', () => {
    const config = readAgentConfig({
      GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
      STUDIO_STATE_DIR: '/state',
    });
    expect(config).toMatchObject({
      tokenUrl: 'http://127.0.0.1:4000/oauth/token',
      keyFile: '/state/gpu-agent/machine.json',
      concurrency: 2,
      instanceType: 'cpu.small',
    });
  });
});

describe('the inventory', () => {
  it('reads the first accelerator', () => {
    expect(parseNvidiaSmi('NVIDIA A10, 23028, 550.54.15\nNVIDIA A10, 23028, 550.54.15\n')).toEqual({
      gpuName: 'NVIDIA A10',
      vramMiB: 23_028,
      driverVersion: '550.54.15',
    });
  });

  it('takes anything else as no accelerator', () => {
    expect(parseNvidiaSmi('No devices were found\n')).toEqual({
      gpuName: null,
      vramMiB: null,
      driverVersion: null,
    });
  });
});
