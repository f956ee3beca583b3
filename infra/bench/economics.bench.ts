import economicsContext from '@effect-studio/economics/subgraph';
import pg from 'pg';
import { ToyProcess } from '../chaos/bus/toy-process.ts';
import type { Bench } from './bench.ts';
import { openBenchEngines } from './bench-engines.ts';
import { booksPart } from './economics/books.ts';
import { ingestionPart } from './economics/ingestion.ts';
import { manifestPart } from './economics/manifest.ts';
import type { EconomicsPart } from './economics/part.ts';
import { reservationPart } from './economics/reservations.ts';
import { windowPart } from './economics/windows.ts';

/** Each part measures something else of the engine over one database. */
const PARTS: readonly EconomicsPart[] = [windowPart, booksPart, manifestPart, ingestionPart, reservationPart];

/** The economic engine: what an event costs, whatever the history. */
const economics: Bench = {
  name: 'economics',
  what: 'what an event costs in the windows and the books, beside histories of different lengths',
  metrics: Object.assign({}, ...PARTS.map(({ metrics }) => metrics)) as Bench['metrics'],
  rounds: 5,
  warmUpRounds: 1,
  open: async (say) => {
    const { engines, environment, close } = await openBenchEngines([economicsContext]);
    const owner = new pg.Pool({ connectionString: engines.databaseUrl, max: 64 });
    const toy = new ToyProcess('bench', environment);
    const services = await toy.open(economicsContext, 16);
    const subjects = [];
    for (const part of PARTS) subjects.push(...(await part.open({ services, owner }, say)));
    return {
      subjects,
      versus: subjects[0]?.name,
      close: async () => {
        await services.db.close();
        await toy.close();
        await owner.end();
        await close();
      },
    };
  },
};
export default economics;
