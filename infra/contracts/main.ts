import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  brokenContracts,
  type ConsumerContract,
  readShape,
} from '@effect-studio/schema/build/consumer-contracts';
import { EVENTS } from '@effect-studio/schema/events/registry';
import { CONTEXTS } from '../processes/contexts.ts';
import { partnerFaults, releasePartnerOperations } from './partner-operations.ts';

/**
 * `npm run contracts`: what every context reads of others' events, and of its own, as JSON Schema (`schema/events/contracts/`), and the
 * report of whom a change of an event breaks: consumers as they are, as `main` has them, and as they were frozen.
 *
 * `--check` writes nothing and fails when a file is stale. `--freeze` keeps the contracts of today as the next version of every
 * consumer that changed: as long as the file is there, events have to fit it. A version that runs nowhere any more is deleted by hand.
 * It also keeps the operations of the partners' package under its version; those of every version that is out have to be answered.
 */
const REPOSITORY = new URL('../../', import.meta.url).pathname;
const FOLDER = 'schema/events/contracts';
const FROZEN = `${FOLDER}/frozen`;
const isCheck = process.argv.includes('--check');

const today = new Map<string, ConsumerContract>(
  CONTEXTS.filter(({ consumers }) => consumers.length > 0).map(({ name, consumers }) => [
    name,
    Object.fromEntries(
      [...consumers]
        .sort((one, other) => (one.type < other.type ? -1 : 1))
        .map(({ type, reads }) => [type, readShape(reads.payload)]),
    ),
  ]),
);
const events = new Map([...EVENTS].map(([type, { payload }]) => [type, readShape(payload)]));

report();
if (isCheck) failOnStale();
else write();
if (process.argv.includes('--freeze')) {
  freeze();
  releasePartnerOperations();
}

/** Ends with whom the events of today break. */
function report(): void {
  const contracts = new Map([...today, ...onMain(), ...frozen()]);
  const broken = brokenContracts(contracts, events);
  const ofPartners = partnerFaults();
  if (ofPartners.length > 0) {
    process.stderr.write(
      `Programs of partners break:\n${ofPartners.map((fault) => `  ${fault}\n`).join('')}`,
    );
    process.exitCode = 1;
  }
  if (broken.length === 0) return;
  process.stderr.write(
    'These consumers do not understand events as they are told now. Declare the next version beside the old one; or, where a\n' +
      `frozen version of a consumer runs nowhere any more, delete it from ${FROZEN}:\n` +
      broken.map(({ consumer, event, fault }) => `  ${consumer}: ${event}: ${fault}\n`).join(''),
  );
  process.exit(1);
}

function textOf(contract: ConsumerContract): string {
  return `${JSON.stringify(contract, null, 2)}\n`;
}

function failOnStale(): void {
  const stale = [...today]
    .filter(([consumer, contract]) => readIfThere(`${FOLDER}/${consumer}.json`) !== textOf(contract))
    .map(([consumer]) => consumer);
  if (stale.length === 0) return;
  process.stderr.write(
    `These consumers read something else than their contracts say; run "npm run contracts": ${stale.join(', ')}\n`,
  );
  process.exit(1);
}

function write(): void {
  mkdirSync(REPOSITORY + FROZEN, { recursive: true });
  for (const [consumer, contract] of today) {
    writeFileSync(`${REPOSITORY}${FOLDER}/${consumer}.json`, textOf(contract));
  }
}

function freeze(): void {
  for (const [consumer, contract] of today) {
    const versions = frozenFiles().filter(([name]) => name === consumer);
    const last = Math.max(0, ...versions.map(([, version]) => version));
    if (last > 0 && readIfThere(`${FROZEN}/${consumer}.${last}.json`) === textOf(contract)) continue;
    writeFileSync(`${REPOSITORY}${FROZEN}/${consumer}.${last + 1}.json`, textOf(contract));
  }
}

/** Consumers as they are on `main` (of a branch) or in the last commit: what runs now. */
function onMain(): [string, ConsumerContract][] {
  const base = git('merge-base', 'HEAD', 'main') ?? git('rev-parse', 'HEAD');
  return [...today.keys()].flatMap((consumer) => {
    const text = base && git('show', `${base}:${FOLDER}/${consumer}.json`);
    return text ? [[`${consumer} as on main`, JSON.parse(text) as ConsumerContract]] : [];
  });
}

function frozen(): [string, ConsumerContract][] {
  return frozenFiles().map(([consumer, version]) => [
    `${consumer} as of version ${version}`,
    JSON.parse(readIfThere(`${FROZEN}/${consumer}.${version}.json`)!) as ConsumerContract,
  ]);
}

function frozenFiles(): [consumer: string, version: number][] {
  if (!existsSync(REPOSITORY + FROZEN)) return [];
  return readdirSync(REPOSITORY + FROZEN).flatMap((file) => {
    const [, consumer, version] = /^([a-z-]+)\.(\d+)\.json$/.exec(file) ?? [];
    return consumer ? [[consumer, Number(version)] as [string, number]] : [];
  });
}

function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, {
      cwd: REPOSITORY,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 16 * 1024 * 1024,
    }).trimEnd();
  } catch {
    return null;
  }
}

function readIfThere(file: string): string | null {
  return existsSync(REPOSITORY + file) ? readFileSync(REPOSITORY + file, 'utf8') : null;
}
