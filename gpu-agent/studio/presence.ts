import type { Logger } from 'pino';
import type { StudioClient } from './studio-client.ts';

/** Well within the 75 seconds after which the studio calls an agent deaf that does not ask for work. */
const DEFAULT_EVERY_MS = 20_000;

/** What the presence speaks for. */
export interface PresentAgent {
  /** Null until registered. */
  agentId(): string | null;
  freeCapacity(): number;
  /** The studio hears this agent and is not asked for work, or does not know it: its poll hangs and is to begin anew. */
  wake(reason: 'deaf' | 'unknownAgent'): void;
}

/**
 * Tells the studio that the agent is there beside its polls, so that a poll that hangs on a half-open connection is noticed
 * by both and ended. What the network loses is made up for by the next report.
 * @returns ends the reports
 */
export function reportPresence(
  client: StudioClient,
  agent: PresentAgent,
  log: Logger,
  everyMs = DEFAULT_EVERY_MS,
): () => void {
  let isAsking = false;
  const report = async (): Promise<void> => {
    const agentId = agent.agentId();
    if (!agentId || isAsking) return;
    isAsking = true;
    try {
      const answer = await client.reportPresence({ agentId, freeCapacity: agent.freeCapacity() });
      // Registered anew meanwhile: the answer is about another session.
      if (answer !== 'heard' && agent.agentId() === agentId) agent.wake(answer);
    } catch (error) {
      log.debug({ err: error }, 'the studio was not told of the presence');
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void report(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
