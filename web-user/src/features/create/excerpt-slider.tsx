import { RangeSlider } from '@mantine/core';
import { create as en } from '../../words/en/create.ts';
import { type Excerpt, excerptBetween, LONGEST_SECONDS, SHORTEST_SECONDS } from './excerpt.ts';

interface ExcerptSliderProps {
  lengthSeconds: number;
  value: Excerpt;
  /** @param placeSeconds where the handle is that was moved */
  onChange: (excerpt: Excerpt, placeSeconds: number) => void;
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** Two handles over the length of a clip. */
export default function ExcerptSlider({ lengthSeconds, value, onChange }: ExcerptSliderProps) {
  const end = value.startSeconds + value.durationSeconds;
  return (
    <RangeSlider
      min={0}
      max={Math.floor(lengthSeconds * 10) / 10}
      step={0.1}
      minRange={SHORTEST_SECONDS}
      maxRange={LONGEST_SECONDS}
      value={[value.startSeconds, end]}
      onChange={([from, to]) => {
        const next = excerptBetween(from, to);
        onChange(next, next.startSeconds === value.startSeconds ? Math.max(from, to - 0.3) : from);
      }}
      label={seconds}
      thumbFromLabel={en.beginsAt}
      thumbToLabel={en.endsAt}
      thumbSize={22}
      marks={[
        { value: 0, label: seconds(0) },
        { value: Math.floor(lengthSeconds * 10) / 10, label: seconds(lengthSeconds) },
      ]}
    />
  );
}
