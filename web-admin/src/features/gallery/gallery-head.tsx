import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHead } from '../../parts/page-head.tsx';
import { gallery as en } from '../../words/en/gallery.ts';

/** Parts of the place; what is none of them is the id of an effect. */
export const PARTS = [
  { value: 'effects', label: en.effects },
  { value: 'reports', label: en.reports },
  { value: 'categories', label: en.categories },
];

/** The title of the place and the way between its parts. */
export function GalleryHead({ part, action }: { part: string; action?: ReactNode }) {
  return (
    <>
      <PageHead title={en.gallery} action={action}>
        {en.whatPeopleSeeAndWhat}
      </PageHead>
      <SegmentedControl
        size="xs"
        mb={14}
        mr={8}
        aria-label={en.partOfTheGallery}
        value={part}
        onChange={(value) => goTo(value === 'effects' ? ['gallery'] : ['gallery', value])}
        data={PARTS}
      />
    </>
  );
}
