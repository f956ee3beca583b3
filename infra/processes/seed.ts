import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { Host } from '@effect-studio/kernel/host';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { seedBenchmarkLibrary } from '../seeds/benchmark-library.ts';
import { seedCatalogueAndPrices } from '../seeds/catalogue-and-prices.ts';
import { seedHouseClips } from '../seeds/house-clips.ts';
import { seedPeople } from '../seeds/people.ts';
import { CONTEXTS } from './contexts.ts';

/**
 * Brings in what a fresh studio needs, and nothing twice. Its last line on stdout is JSON with the
 * one-time sign-in codes; there are none over a real database or beside a real identity provider.
 */
const config = readKernelConfig();
const host = new Host({ config, definitions: CONTEXTS, service: 'seed', withWorkers: false });
await host.start();
const correlationId = newId();
const call = (context: string): CallContext =>
  host.subgraph(context).contextFor({ caller: systemCaller(), correlationId });
try {
  await seedCatalogueAndPrices(call);
  await seedBenchmarkLibrary(call('economics'), await seedHouseClips(call('intake')));
  const { signIns, adminId } =
    config.STUDIO_MODE === 'embedded' ? await seedPeople(call) : { signIns: [], adminId: SYSTEM_SUBJECT_ID };
  const token = process.env.AGENT_ENROLMENT_TOKEN;
  if (token) {
    await allowEnrolment(call('identity'), {
      token,
      name: 'Local agent',
      ownerId: adminId,
      scopes: ['agent:lease'],
    });
  }
  process.stdout.write(`${JSON.stringify({ signIns })}\n`);
} finally {
  await host.stop();
}
