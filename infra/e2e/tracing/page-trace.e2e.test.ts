import { isSensitiveName } from '@effect-studio/kernel/observation/sensitive-names';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, StudioBrowser } from '../studio-browser.ts';
import { StudioUnderTest } from '../studio-under-test.ts';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';

const PATIENT = { timeout: 90_000, interval: 200 };
const why = chromiumPath ? '' : ' (skipped: there is no Chromium here; CHROMIUM_PATH may name one)';

describe.skipIf(!chromiumPath)(`the spans of pages${why}`, () => {
  let receiver: OtlpReceiver;
  let world: StudioUnderTest;
  let browser: StudioBrowser;
  beforeAll(async () => {
    receiver = await OtlpReceiver.open();
    world = await StudioUnderTest.start({
      web: true,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
    });
    browser = await StudioBrowser.start(world.studio);
  }, 300_000);
  afterAll(async () => {
    await browser?.stop();
    await world?.stop();
    receiver?.close();
  });

  const ofPage = (): ReceivedSpan[] => receiver.spans.filter(({ service }) => service === 'web-user');

  it('are above those of the gateway, and what the page is told is linked to its subscription', async () => {
    const creator = await browser.signIn('creator');
    const page = await creator.newPage();
    await page.goto('/#/runs');
    await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
    // Somebody else's doing, of which the page is told: a run of the same person from the seeded example.
    const report = await world.demo({
      example: await world.drawClip(
        'warm.mp4',
        'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:d=2:r=25',
      ),
      footage: await world.drawClip('bars.mp4', 'testsrc2=s=320x180:d=2:r=25'),
    });
    expect(JSON.stringify(report)).toContain('PUBLISHED');

    const operation = await vi.waitFor(() => {
      const asked = ofPage().filter((span) => span.attributes['studio.page.kind'] === 'operation');
      const answered = receiver.spans.filter(
        ({ service, name, parentSpanId }) =>
          service === 'api' && name === 'graphql' && asked.some(({ spanId }) => spanId === parentSpanId),
      );
      expect(answered.length).toBeGreaterThan(0);
      return {
        asked: asked.find(({ spanId }) => spanId === answered[0]!.parentSpanId)!,
        answered: answered[0]!,
      };
    }, PATIENT);
    expect(operation.asked.traceId).toBe(operation.answered.traceId);
    expect(operation.asked.parentSpanId).toBe('');
    expect(operation.asked.name).toBe(operation.answered.attributes['graphql.operation.name']);

    await vi.waitFor(() => {
      expect(ofPage().map(({ name }) => name)).toContain('page load');
      const subscribed = receiver.spans
        .filter(({ name }) => name === 'subscribe')
        .map(({ spanId }) => spanId);
      const told = receiver.spans.filter(
        ({ name, links }) =>
          name.startsWith('deliver ') && links.some(({ spanId }) => subscribed.includes(spanId)),
      );
      // At least one is part of the trace of what happened, as the run's.
      expect(told.some(({ parentSpanId }) => parentSpanId !== '')).toBe(true);
    }, PATIENT);

    const words = JSON.stringify(receiver.spans);
    expect(words).not.toMatch(/Warm and soft|@studio\.local|NanoUsd/);
    const attributes = receiver.spans.flatMap((span) => Object.keys(span.attributes));
    expect(attributes.filter(isSensitiveName)).toEqual([]);
    expect(browser.complaintsOf(creator)).toEqual([]);
  }, 240_000);
});
