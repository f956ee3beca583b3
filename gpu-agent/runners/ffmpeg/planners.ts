import { planCartoon } from './effects/cartoon.ts';
import { planDuotone } from './effects/duotone.ts';
import { planVintageFilm } from './effects/vintage-film.ts';
import { planLookMatch } from './look-match/plan-look-match.ts';
import type { RenderPlanner } from './render-plan.ts';

const planners = new Map<string, RenderPlanner>([
  ['look-match', planLookMatch],
  ['vintage-film', planVintageFilm],
  ['duotone', planDuotone],
  ['cartoon', planCartoon],
]);

/** How an effect type is planned, or null for one that this runner does not know. */
export function plannerOf(effectTypeId: string): RenderPlanner | null {
  return planners.get(effectTypeId) ?? null;
}
