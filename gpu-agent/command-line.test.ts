import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { ConfigFault, readAgentConfig } from './config.ts';

describe('the command line', () => {
  it('puts flags over the environment', () => {
    const { command, environment, called } = readCommandLine(
      ['--gateway', 'https://studio.example/graphql', '--key', '/keys/machine.json', '--concurrency=4'],
      { AGENT_CONCURRENCY: '1', AGENT_NAME: 'mill' },
    );
    expect(command).toBe('run');
    expect(readAgentConfig(environment, called)).toMatchObject({
      gatewayUrl: 'https://studio.example/graphql',
      keyFile: '/keys/machine.json',
      workDir: '/keys/work/mill',
      concurrency: 4,
      runners: ['ffmpeg'],
    });
  });

  it('names every flag that it does not know or that lacks its value', () => {
    const faulty = () => readCommandLine(['--gatewy', 'x', '--doctor=yes', '--key', '--name', '--help'], {});
    expect(faulty).toThrow(ConfigFault);
    expect(faulty).toThrow(
      /--gatewy[\s\S]*x: is no flag[\s\S]*--doctor: takes no[\s\S]*--key: needs a value/,
    );
  });

  it('speaks of a fault by the flag where there is one', () => {
    const { environment, called } = readCommandLine(['--concurrency', '0'], {});
    const read = () => readAgentConfig({ ...environment, LOG_LEVEL: 'loud' }, called);
    expect(read).toThrow(
      /--gateway \(GATEWAY_URL\)[\s\S]*--concurrency \(AGENT_CONCURRENCY\)[\s\S]*LOG_LEVEL/,
    );
  });
});
