import { formatDuration, formatUsd, MISSING } from '@effect-studio/web-kit/format.ts';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { NumberInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import grid from '../../parts/grid.module.css';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { EstimateDocument } from './effect-studio.graphql.ts';
import classes from './effect-studio.module.css';

const BEGIN = { width: 1280, height: 720, frameRate: 25, seconds: 4 };

/** What rendering a clip of a size with a draft would take and cost. @param version asks again when the draft was saved */
export function CostCalculator({ draftId, version }: { draftId: string; version: number }) {
  const [size, setSize] = useState(BEGIN);
  const [asked] = useDebouncedValue(size, 300);
  const input = useMemo(() => {
    const { seconds, ...rest } = asked;
    return { draftId, durationMs: Math.round(seconds * 1000), ...rest };
  }, [asked, draftId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a saved draft may cost something else
  const context = useMemo(() => ({ requestPolicy: 'network-only' as const }), [version]);
  const [{ data }] = useQuery({ query: EstimateDocument, variables: { input }, context });
  const estimate = data?.estimateWorkflowCost;
  const field = (key: keyof typeof BEGIN, label: string, max: number) => (
    <NumberInput
      label={label}
      min={1}
      max={max}
      allowNegative={false}
      value={size[key]}
      onChange={(value) => Number(value) > 0 && setSize({ ...size, [key]: Number(value) })}
    />
  );
  return (
    <Panel title={en.whatItCosts} note={en.oneRenderOfAClip}>
      <div className={grid.stack}>
        <div className={classes.sizes}>
          {field('width', 'Width', 7680)}
          {field('height', 'Height', 4320)}
          {field('frameRate', 'Frames a second', 240)}
          {field('seconds', 'Seconds', 600)}
        </div>
        {estimate ? (
          <Facts
            facts={[
              {
                name: en.machineTime,
                value: formatDuration(estimate.busyMs),
                hint: en.byTheFiguresInThe,
              },
              {
                name: en.cost,
                value: estimate.costNanoUsd == null ? MISSING : formatUsd(estimate.costNanoUsd, 'unit'),
                hint: en.startupAndIdleTimeCome,
              },
              { name: en.workUnits, value: estimate.workUnits.toFixed(2), hint: en.outputSecondsMegapixels },
              { name: en.pricedFor, value: estimate.instanceType },
            ]}
          />
        ) : (
          <p className={classes.muted}>{en.itCanBeToldOnce}</p>
        )}
      </div>
    </Panel>
  );
}
