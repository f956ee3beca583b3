import { readFileSync } from 'node:fs';
import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { AUDIENCES, type Audience } from '@effect-studio/schema/audiences/audience';
import { elementsOf } from '@effect-studio/schema/audiences/elements';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { admin, creator, machine } from '@effect-studio/testing/callers';
import { beforeAll, expect, it } from 'vitest';
import { AudienceGraphs } from '../../audiences/audience-graphs.ts';
import { presentError } from '../../execution/present-errors.ts';
import { RequestScope } from '../../execution/request-scope.ts';
import { madeUpContexts, SECRETS } from './made-up-contexts.ts';
import { Random } from './random.ts';
import { brokenOperation, randomOperation } from './random-operation.ts';

const OPERATIONS = 2_000;
/** Of the whole of one operation; what hangs is caught by it, on however busy a machine. */
const HANG_MS = 10_000;
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_126);

const CALLERS: Record<Audience, Caller> = {
  public: ANONYMOUS,
  user: creator(),
  admin: admin(),
  agent: machine(),
  partner: { ...machine(), roles: ['partner'], scopes: ['media', 'runs:read', 'runs:write'] },
};

let graphs: AudienceGraphs;
beforeAll(() => {
  const contexts = madeUpContexts(new Random(SEED));
  graphs = AudienceGraphs.load({
    supergraphSdl: readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8'),
    sourceOf: ({ name }) => contexts.get(name)!,
    isProduction: true,
    trusted: null,
    rates: null,
  });
});

it.each(AUDIENCES)(
  `answers ${OPERATIONS} generated operations of %s without fault, leak or hang`,
  async (audience) => {
    const random = new Random(SEED + AUDIENCES.indexOf(audience));
    const { schema } = graphs.of(audience);
    const own = new Set(elementsOf(schema).filter((element) => /^\w+$/.test(element)));
    const foreign = Object.values(graphs.of('internal').schema.getTypeMap())
      .flatMap((type) => ('getFields' in type ? [type.name, ...Object.keys(type.getFields())] : [type.name]))
      .filter((name) => !name.startsWith('__'));
    const hiddenTypes = elementsOf(graphs.of('internal').schema).filter(
      (name) => /^\w+$/.test(name) && !own.has(name),
    );
    const counts = { answered: 0, refused: 0 };
    for (let round = 0; round < OPERATIONS; round += 1) {
      const wellTyped = randomOperation(schema, random);
      const isBroken = random.isTrue(0.5);
      const query = isBroken ? brokenOperation(wellTyped, foreign, random) : wellTyped;
      const told = await withinTime(query, ask(audience, query));
      counts[told.isRefused ? 'refused' : 'answered'] += 1;
      const fault = faultOf(told, { audience, hiddenTypes, query });
      if (fault)
        expect.fail(`${fault}\n  seed ${SEED}, ${audience} ${round}: ${query}\n  ${told.text.slice(0, 600)}`);
    }
    // Neither would prove anything without the other.
    expect(counts.answered).toBeGreaterThan(OPERATIONS / 5);
    expect(counts.refused).toBeGreaterThan(OPERATIONS / 5);
  },
);

interface Told {
  isRefused: boolean;
  status: number;
  text: string;
}

async function ask(audience: Audience, query: string): Promise<Told> {
  const scope = new RequestScope({ caller: CALLERS[audience], correlationId: newId() }, null);
  const graph = graphs.of(audience);
  const ready = await graph.admit({ query, variables: {} }, scope);
  const answer = 'status' in ready ? ready : await graph.run(ready, scope);
  const errors = answer.errors?.map((error) => presentError(error, scope.correlationId));
  const data = 'data' in answer ? answer.data : undefined;
  const isRefused = 'status' in answer;
  return { isRefused, status: isRefused ? answer.status : 200, text: JSON.stringify({ data, errors }) };
}

function withinTime(query: string, work: Promise<Told>): Promise<Told> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it hangs: ${query}`)), HANG_MS);
  });
  return Promise.race([work, hang]).finally(() => clearTimeout(timer));
}

function faultOf(
  { status, text }: Told,
  { audience, hiddenTypes, query }: { audience: Audience; hiddenTypes: readonly string[]; query: string },
): string | null {
  if (status >= 500) return `status ${status}`;
  if (/ECONNREFUSED|secret\.ts|node_modules|\bat \w+ \(/.test(text)) return 'it tells of the inside';
  if (audience !== 'admin' && SECRETS.some((secret) => text.includes(secret)))
    return 'it tells a sensitive value';
  // What the client wrote may be quoted back.
  const leaked = hiddenTypes.find((name) => new RegExp(`"${name}"`).test(text) && !query.includes(name));
  return leaked ? `it names ${leaked}` : null;
}
