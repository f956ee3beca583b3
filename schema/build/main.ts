import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'graphql';
import { listElements } from '../audiences/elements.ts';
import { apiDocument } from '../audiences/supergraph-document.ts';
import { tagFaults } from '../audiences/tag-faults.ts';
import {
  ACCEPTED_EVENTS_FILE,
  ACCEPTED_FILE,
  acceptedChanges,
  audienceFile,
  breakingChangesSinceCommitted,
  committedEvents,
} from './breaking-changes.ts';
import { compose, contractsOf, printSorted } from './compose.ts';
import { REPOSITORY, readContextSdls } from './contexts.ts';
import { allEventChanges } from './event-changes.ts';
import { eventJsonSchemas } from './event-schemas.ts';
import { generateTypes } from './generate-types.ts';
import { sensitiveNames } from './sensitive-names.ts';
import { trustedDocumentFiles } from './trusted-documents.ts';

/**
 * Derives what follows from the contracts. Committed: the supergraph, the API schema and that of every
 * audience, the list of their elements, trusted documents, the names of sensitive fields, the events' JSON
 * schemas. Not committed: TypeScript types.
 *
 * `--check` writes nothing committed and fails on a difference. `--accept-breaking REASON` accepts what an
 * audience loses; without it, losing something fails. `--release` keeps today's trusted documents for good.
 */
const isCheck = process.argv.includes('--check');
const contexts = readContextSdls();
const { supergraphSdl, apiSdl } = compose(contexts);
const api = apiDocument(parse(supergraphSdl));
failOn('These elements are for nobody in particular, or for the wrong ones:', tagFaults(api));
const contracts = contractsOf(supergraphSdl);
judgeBreakingChanges();
judgeEventChanges();
await generateTypes(contexts, { apiSdl, contracts });
const trusted = await trustedDocumentFiles(contracts, { isRelease: process.argv.includes('--release') });
failOn('These documents of our clients do not fit their contracts:', trusted.faults);

const committed = new Map<string, string>([
  ['schema/supergraph.graphql', supergraphSdl],
  ['schema/api.graphql', apiSdl],
  ...contracts.map(({ audience, schema }) => [audienceFile(audience), printSorted(schema)] as const),
  ['schema/audiences/elements.tsv', listElements(contracts)],
  ['packages/kernel/observation/sensitive-names.json', sensitiveNames(api)],
  ...trusted.files,
  ...[...eventJsonSchemas()].map(([file, text]) => [`schema/events/json/${file}`, text] as const),
]);

if (isCheck) {
  const stale = [...committed].filter(([file, text]) => readIfThere(file) !== text).map(([file]) => file);
  failOn('These files do not follow from the contracts any more; run "npm run generate":', stale);
} else {
  for (const folder of ['events/json', 'trusted-documents/released']) {
    mkdirSync(`${REPOSITORY}schema/${folder}`, { recursive: true });
  }
  for (const [file, text] of committed) writeFileSync(REPOSITORY + file, text);
}

/** A version of an event is frozen: what its readers may not survive is a new version beside it. */
function judgeEventChanges(): void {
  const accepted = JSON.parse(readIfThere(ACCEPTED_EVENTS_FILE) ?? '[]') as {
    event: string;
    change: string;
  }[];
  const changes = allEventChanges(committedEvents(), eventJsonSchemas()).filter(
    ({ event, change }) => !accepted.some((known) => known.event === event && known.change === change),
  );
  failOn(
    'These changes break readers of events, or of what the log still holds. Declare the next version beside the old one; or\n' +
      `put them with a reason into ${ACCEPTED_EVENTS_FILE} where nothing was told in the old form yet:`,
    changes.map(({ event, change }) => `${event}: ${change}`),
  );
}

function judgeBreakingChanges(): void {
  const accepted = acceptedChanges();
  const isAccepted = ({ audience, change }: { audience: string; change: string }): boolean =>
    accepted.some((known) => known.audience === audience && known.change === change);
  const lost = breakingChangesSinceCommitted(contracts).filter((change) => !isAccepted(change));
  if (lost.length === 0) return;
  const at = process.argv.indexOf('--accept-breaking');
  const reason = at === -1 ? undefined : process.argv[at + 1];
  if (isCheck || !reason) {
    failOn(
      'These changes break clients of the last committed contracts. Keep the old beside the new and mark it\n' +
        '@deprecated, or accept them: npm run generate -- --accept-breaking "why nobody is hurt"',
      lost.map(({ audience, change }) => `${audience}: ${change}`),
    );
  }
  const all = [...accepted, ...lost.map((change) => ({ ...change, reason: String(reason) }))];
  writeFileSync(REPOSITORY + ACCEPTED_FILE, `${JSON.stringify(all, null, 2)}\n`);
}

function failOn(what: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  process.stderr.write(`${what}\n  ${faults.join('\n  ')}\n`);
  process.exit(1);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(REPOSITORY + file, 'utf8');
  } catch {
    return null;
  }
}
