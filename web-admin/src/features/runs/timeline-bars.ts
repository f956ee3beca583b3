/** A stretch of time of a run. */
export interface TimelineBar {
  key: string;
  name: string;
  kind: 'state' | 'task';
  fromMs: number;
  toMs: number;
  note: string;
}

interface TimelineRun {
  createdAt: string;
  steps: readonly { at: string; from?: string | null; to: string }[];
  candidates: readonly {
    role: string;
    provider: { name: string };
    task: { id: string; queuedAt: string; endedAt?: string | null; status: string; attempts: number };
  }[];
}

const wordsOf = (state: string): string => {
  const words = state.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/**
 * States of a run one after the other, and its tasks beside each other, each from when to when. A state lasts until the
 * next step; the last one, and a task that has not ended, last until `nowMs` — unless nothing goes on any more.
 */
export function timelineBars(run: TimelineRun, nowMs: number, hasEnded: boolean): TimelineBar[] {
  const first = run.steps[0]?.from ?? run.steps[0]?.to ?? 'AWAITING_MEDIA';
  // The step into the state in which it began is not another one.
  const further = run.steps[0]?.to === first ? run.steps.slice(1) : run.steps;
  const steps = [{ at: run.createdAt, to: first }, ...further];
  const lastMs = Date.parse(steps.at(-1)?.at ?? run.createdAt);
  const endMs = hasEnded ? lastMs : nowMs;
  const states = steps.map(({ at, to }, index): TimelineBar => {
    const fromMs = Date.parse(at);
    const next = steps[index + 1];
    return {
      key: `${index} ${to}`,
      name: wordsOf(to),
      kind: 'state',
      fromMs,
      toMs: next === undefined ? Math.max(fromMs, endMs) : Date.parse(next.at),
      note: '',
    };
  });
  const tasks = run.candidates.map(({ role, provider, task }): TimelineBar => {
    const fromMs = Date.parse(task.queuedAt);
    const toMs = task.endedAt ? Date.parse(task.endedAt) : Math.max(fromMs, endMs);
    return {
      key: task.id,
      name: `${provider.name}, ${role.toLowerCase()}`,
      kind: 'task',
      fromMs,
      toMs,
      note: `${task.status.toLowerCase()}${task.attempts > 1 ? `, ${task.attempts} attempts` : ''}`,
    };
  });
  return [...states, ...tasks];
}
