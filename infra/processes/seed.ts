import { readKernelConfig } from '@effect-studio/kernel/config';
import { systemCaller } from '@effect-studio/kernel/context';
import { Host } from '@effect-studio/kernel/host';
import { CONTEXTS } from './contexts.ts';
import { seedHouseClips } from '../seeds/house-clips.ts';
import { seedCatalogueAndPrices } from '../seeds/catalogue-and-prices.ts';
import { seedSignIns } from '../seeds/sign-ins.ts';
import { seedAgentEnrolment } from '../seeds/agent-enrolment.ts';

/**
 * Brings in what a fresh studio needs, and nothing twice. Its last line on stdout is JSON with the
 * one-time sign-in codes; the list is empty over a real database or beside a real identity provider.
 */
const config = readKernelConfig();
const host = new Host({ config, definitions: CONTEXTS, service: 'seed', withWorkers: false });
await host.start();
try {
  const call = (context: string) => host.subgraph(context).contextFor({ caller: systemCaller(), correlationId: newId() });
  await seedCatalogueAndPrices(call);
  await seedHouseClips(call('intake'));
  const signIns = config.STUDIO_MODE === 'embedded' ? await seedSignIns(call) : [];
  await seedAgentEnrolment(call('identity'), process.env.AGENT_ENROLMENT_TOKEN);
  process.stdout.write(`${JSON.stringify({ signIns })}\n`);
} finally {
  await host.stop();
}
