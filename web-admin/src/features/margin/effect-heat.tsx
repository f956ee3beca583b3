import { Heat } from '@effect-studio/web-kit/charts/heat.tsx';
import { formatCount, formatPercent } from '@effect-studio/web-kit/format.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import type { HudPartsFragment } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { margin as en } from '../../words/en/margin.ts';

/** Margins of every provider with every effect. A margin is measured, not judged: only a loss has a tone of its own. */
export function EffectHeat({ hud: { cells } }: { hud: HudPartsFragment }) {
  const rows = new Map(cells.map(({ provider: { id, name } }) => [id, { id, name }]));
  const columns = new Map(cells.map(({ effectType: { id, title } }) => [id, { id, name: title }]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways is reached by keyboard
    <section className={grid.scroll} tabIndex={0} aria-label={en.marginMatrix}>
      <Heat
        caption={en.marginAndRunsPerProvider}
        corner={en.provider}
        none={en.noRuns}
        rows={[...rows.values()]}
        columns={[...columns.values()]}
        onOpen={(row, column) => goTo(['why'], 'push', { provider: row, effect: column })}
        cells={cells.map(({ provider, effectType, margin: { margin, runCount } }) => ({
          row: provider.id,
          column: effectType.id,
          text: formatPercent(margin),
          note: `${formatCount(runCount)} ${runCount === 1 ? 'run' : 'runs'}`,
          strength: margin == null ? null : Math.abs(margin),
          tone: margin != null && margin < 0 ? 'bad' : 'accent',
        }))}
      />
    </section>
  );
}
