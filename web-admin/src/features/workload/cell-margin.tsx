import { formatCount, formatPercent } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import grid from '../../parts/grid.module.css';
import { WINDOW_WORDS } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { workload as en } from '../../words/en/workload.ts';

/** What the work of a provider with an effect means for the business, over the window that all pages look at. */
export function CellMargin({ providerId, effectTypeId }: { providerId: string; effectTypeId: string }) {
  const { feed, window } = useBusiness();
  const cell = feed.hud?.cells.find(
    ({ provider, effectType }) => provider.id === providerId && effectType.id === effectTypeId,
  );
  const margin = cell?.margin.margin ?? null;
  return (
    <div className={grid.stack}>
      <Facts
        facts={[
          {
            name: en.margin(WINDOW_WORDS[window]),
            value: formatPercent(margin),
            ...(margin !== null && margin < 0 ? { tone: 'bad' as const } : {}),
          },
          { name: en.runs, value: formatCount(cell?.margin.runCount ?? 0) },
        ]}
      />
      <p>
        <a href={hashHref('margin', 'effects', effectTypeId)}>{en.marginOfTheEffect}</a>
        {' · '}
        <a href={hashHref('margin', 'providers', providerId)}>{en.marginOfTheProvider}</a>
      </p>
    </div>
  );
}
