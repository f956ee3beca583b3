import * as analysis from './analysis.ts';
import * as economics from './economics.ts';
import type { EventDefinition } from './envelope.ts';
import * as execution from './execution.ts';
import * as gallery from './gallery.ts';
import * as identity from './identity.ts';
import * as intake from './intake.ts';
import * as notifications from './notifications.ts';
import * as operations from './operations.ts';
import * as orchestrator from './orchestrator.ts';
import * as prompts from './prompts.ts';
import * as providers from './providers.ts';
import * as quality from './quality.ts';
import * as usage from './usage.ts';

const rooms = [
  intake,
  analysis,
  providers,
  prompts,
  orchestrator,
  execution,
  quality,
  economics,
  notifications,
  gallery,
  identity,
  usage,
  operations,
];

function isDefinition(value: unknown): value is EventDefinition<object> {
  return (
    typeof value === 'object' && value !== null && 'type' in value && 'module' in value && 'payload' in value
  );
}

/** Every event type of the studio by its name, such as `VideoIngested.v1`. */
export const EVENTS: ReadonlyMap<string, EventDefinition<object>> = new Map(
  rooms.flatMap((room) => Object.values(room).filter(isDefinition)).map((event) => [event.type, event]),
);
