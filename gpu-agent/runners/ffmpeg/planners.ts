import { planCartoon } from './effects/cartoon.ts';
import { planDream } from './effects/dream.ts';
import { planDuotone } from './effects/duotone.ts';
import { planGlitch } from './effects/glitch.ts';
import { planKaleidoscope } from './effects/kaleidoscope.ts';
import { planNeon } from './effects/neon.ts';
import { planNoir } from './effects/noir.ts';
import { planSlowMotion, planSpeedRamp } from './effects/paced-motion.ts';
import { planVintageFilm } from './effects/vintage-film.ts';
import { planLookMatch } from './look-match/plan-look-match.ts';
import type { RenderPlanner } from './render-plan.ts';

const planners = new Map<string, RenderPlanner>([
  ['look-match', planLookMatch],
  ['vintage-film', planVintageFilm],
  ['duotone', planDuotone],
  ['cartoon', planCartoon],
  ['neon', planNeon],
  ['glitch', planGlitch],
  ['dream', planDream],
  ['noir', planNoir],
  ['slow-motion', planSlowMotion],
  ['speed-ramp', planSpeedRamp],
  ['kaleidoscope', planKaleidoscope],
]);

/** How an effect type is planned, or null for one that this runner does not know. */
export function plannerOf(effectTypeId: string): RenderPlanner | null {
  return planners.get(effectTypeId) ?? null;
}
