import type { PlaceProps } from '../../shell/places.ts';
import { CategoriesPage } from './categories-page.tsx';
import { EffectPage } from './effect-page.tsx';
import { EffectsPage } from './effects-page.tsx';
import { ReportsPage } from './reports-page.tsx';

/** The gallery as its keepers see it: all effects, one with its revisions, the shelves, or what people complain about. */
export default function GalleryPlace({ path: [part] }: PlaceProps) {
  if (part === undefined) return <EffectsPage />;
  if (part === 'reports') return <ReportsPage />;
  if (part === 'categories') return <CategoriesPage />;
  return <EffectPage key={part} id={part} />;
}
