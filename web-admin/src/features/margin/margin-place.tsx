import type { PlaceProps } from '../../places.ts';
import { EffectMarginPage } from './effect-margin-page.tsx';
import { MarginPage } from './margin-page.tsx';
import { ProviderMarginPage } from './provider-margin-page.tsx';

/** Margin of everything, of one provider (`margin/providers/<id>`) or of one effect (`margin/effects/<id>`). */
export default function MarginPlace({ path: [part, id] }: PlaceProps) {
  if (part === 'providers' && id !== undefined) return <ProviderMarginPage key={id} id={id} />;
  if (part === 'effects' && id !== undefined) return <EffectMarginPage key={id} id={id} />;
  return <MarginPage />;
}
