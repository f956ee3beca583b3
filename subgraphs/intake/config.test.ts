import { readConfig } from '@effect-studio/kernel/config';
import { describe, expect, it } from 'vitest';
import { intakeConfigSchema } from './config.ts';

const read = (environment: NodeJS.ProcessEnv) =>
  readConfig(intakeConfigSchema, environment).INTAKE_LINK_OWN_SERVERS;

describe('servers of one’s own network that links may name', () => {
  it('are none unless somebody says which, each by its address and port', () => {
    expect(read({})).toEqual([]);
    const STUDIO_MODE = 'embedded';
    expect(read({ STUDIO_MODE, INTAKE_LINK_OWN_SERVERS: '10.0.0.7:8080, 127.0.0.1:9000' })).toEqual([
      '10.0.0.7:8080',
      '127.0.0.1:9000',
    ]);
    expect(() => read({ STUDIO_MODE, INTAKE_LINK_OWN_SERVERS: 'nas.lan:80' })).toThrow(/address and a port/);
  });

  it('are refused where other people have the studio', () => {
    expect(() => read({ INTAKE_LINK_OWN_SERVERS: '10.0.0.7:8080' })).toThrow(/STUDIO_MODE=embedded/);
  });
});
