import type { Facts } from '../domain/recommendation.ts';

/** Port: somebody who words a recommendation more pleasantly than a template does. */
export interface WordingPort {
  /**
   * @param draft the template's summary, to be said again in other words
   * @param facts the only numbers that may be used, as they are written there
   * @throws whatever hinders it; the draft is used then
   */
  reword(draft: string, facts: Facts, signal: AbortSignal): Promise<string>;
}
