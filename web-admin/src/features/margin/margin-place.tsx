import { lazy } from 'react';
import type { PlaceProps } from '../../shell/places.ts';
import { MarginPage } from './margin-page.tsx';

const EffectMarginPage = lazy(() => import('./effect-margin-page.tsx'));
const ProviderMarginPage = lazy(() => import('./provider-margin-page.tsx'));

/** Margin of everything, of one provider (`margin/providers/<id>`) or of one effect (`margin/effects/<id>`). */
export default function MarginPlace({ path: [part, id] }: PlaceProps) {
  if (part === 'providers' && id !== undefined) return <ProviderMarginPage key={id} id={id} />;
  if (part === 'effects' && id !== undefined) return <EffectMarginPage key={id} id={id} />;
  return <MarginPage />;
}
