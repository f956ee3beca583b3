import { isCandidate, legStatus } from '../domain/leg.ts';
import { type Advanced, advance } from '../domain/saga/advance.ts';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import type { RunState } from '../domain/saga/run-state.ts';
import type { PayloadByName, SagaCommand, SagaEventName } from '../domain/saga/saga-command.ts';
import type { SagaInput } from '../domain/saga/saga-input.ts';
import type { SagaWorld } from '../domain/saga/saga-policy.ts';
import { EXAMPLE_ID, FOOTAGE_ID, factsOf, submitted, waiting, worldWith } from './facts.ts';

/** A run being driven by hand: inputs in, everything that it ever said kept. */
export class Journey {
  run: RunSaga;
  readonly said: SagaCommand[] = [];
  readonly world: SagaWorld;

  constructor(world: SagaWorld = worldWith(), run: RunSaga = submitted()) {
    this.world = world;
    this.run = run;
  }

  give(...inputs: readonly SagaInput[]): this {
    for (const input of inputs) {
      const advanced: Advanced = advance(this.run, input, this.world);
      this.run = advanced.run;
      this.said.push(...advanced.commands);
    }
    return this;
  }

  events<Name extends SagaEventName>(name: Name): PayloadByName<Name>[] {
    return this.said.flatMap((command) =>
      command.type === 'emit' && command.name === name ? [command.payload as PayloadByName<Name>] : [],
    );
  }

  visited(): RunState[] {
    return this.said.flatMap((command) => (command.type === 'transition' ? [command.to] : []));
  }

  candidates(): string[] {
    return this.run.legs.filter(isCandidate).map((leg) => leg.taskId);
  }

  get finishId(): string {
    return this.run.finishTaskId ?? 'none';
  }
}

const facts = factsOf();

/** Runs driven the usual way as far as the given state; SELECTING is passed through and never rested in. */
export function journeyTo(
  state: RunState,
  world: SagaWorld = worldWith(),
  run: RunSaga = submitted(),
): Journey {
  const journey = new Journey(world, run);
  const steps: Partial<Record<RunState, () => unknown>> = {
    AWAITING_MEDIA: () => journey.give(facts.clipReady(EXAMPLE_ID), facts.clipReady(FOOTAGE_ID)),
    RESERVING: () => journey.give(facts.reserved()),
    ANALYZING: () => journey.give(facts.analyzed()),
    PROMPTING: () => journey.give(facts.prompted()),
    DISPATCHING: () => journey.give(...journey.candidates().map((id) => facts.dispatched(id))),
    RUNNING: () => journey.give(...journey.candidates().map((id) => facts.succeeded(id))),
    EVALUATING: () =>
      journey.give(...journey.candidates().map((id, index) => facts.judged(id, 0.9 - index / 10))),
    FINISHING: () => journey.give(facts.succeeded(journey.finishId), facts.judged(journey.finishId)),
    AWAITING_APPROVAL: () => {
      const { submission } = journey.events('ApprovalRequested').at(-1)!;
      return journey.give(facts.approved(submission));
    },
    PUBLISHING: () => journey.give(facts.published()),
  };
  if (state === 'QUEUED') return new Journey(world, waiting());
  if (state === 'SELECTING') {
    const evaluating = journeyTo('EVALUATING', world);
    return new Journey(world, { ...evaluating.run, state: 'SELECTING' });
  }
  const ends: Partial<Record<RunState, SagaInput>> = {
    FAILED: facts.videoRejected(EXAMPLE_ID),
    CANCELLED: { type: 'Cancel', cancelledBy: journey.run.ownerId },
    EXPIRED: { type: 'RunDeadline' },
  };
  const end = ends[state];
  if (end) return journey.give(end);
  if (state === 'REJECTED') return journeyTo('AWAITING_APPROVAL', world).give(facts.rejected());
  if (state === 'COMPLETED') return new Journey(world, { ...journey.run, state: 'COMPLETED' });
  while (journey.run.state !== state) {
    const before = journey.run;
    steps[journey.run.state]?.();
    if (journey.run === before) throw new Error(`no way from ${before.state} to ${state}`);
  }
  return journey;
}

/** Ids of the legs that are awaited now. */
export const awaitedLegs = (run: RunSaga): string[] =>
  run.legs.filter((leg) => legStatus(leg) === 'WAITING').map((leg) => leg.taskId);
