import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../processes/contexts.ts';
import { StudioUnderTest } from './studio-under-test.ts';

let world: StudioUnderTest;

beforeAll(async () => {
  const names = CONTEXTS.map((context) => context.name);
  world = await StudioUnderTest.start({ hosts: [names.slice(0, 6), names.slice(6)] });
}, 180_000);
afterAll(() => world?.stop());

describe('contexts in processes of their own, reached over HTTP', () => {
  it('publish an effect by the same flow', async () => {
    const example = await world.drawClip(
      'example.mp4',
      'gradients=s=320x240:c0=0x103050:c1=0x60c0e0:x0=0:y0=0:x1=320:y1=240:speed=0.01:d=2:r=25',
    );
    const footage = await world.drawClip('footage.mp4', 'testsrc2=s=320x180:d=3:r=25');
    const report = await world.demo({ example, footage });
    expect(report.status).toBe('PUBLISHED');
    expect(report.tokens).toEqual({ reserved: 20, consumed: 20, refunded: 0 });
  });
});
