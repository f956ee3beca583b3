import { RangeSlider } from '@mantine/core';
import { create as en } from '../../words/en/create.ts';
import { SHORTEST_SECONDS, type Trim, trimBetween } from './trim.ts';

interface TrimSliderProps {
  lengthSeconds: number;
  value: Trim;
  /** @param placeSeconds where the handle is that was moved */
  onChange: (trim: Trim, placeSeconds: number) => void;
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** Two handles over the length of a clip. */
export default function TrimSlider({ lengthSeconds, value, onChange }: TrimSliderProps) {
  const end = value.startSeconds + value.durationSeconds;
  const most = Math.floor(lengthSeconds * 10) / 10;
  return (
    <RangeSlider
      min={0}
      max={most}
      step={0.1}
      minRange={SHORTEST_SECONDS}
      value={[value.startSeconds, end]}
      onChange={([from, to]) => {
        const next = trimBetween(from, to);
        onChange(next, next.startSeconds === value.startSeconds ? Math.max(from, to - 0.3) : from);
      }}
      label={seconds}
      thumbFromLabel={en.beginsAt}
      thumbToLabel={en.endsAt}
      thumbSize={22}
      marks={[
        { value: 0, label: seconds(0) },
        { value: most, label: seconds(lengthSeconds) },
      ]}
    />
  );
}
