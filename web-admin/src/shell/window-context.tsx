import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { MarginWindow } from '../../generated/graphql.ts';
import { type HudFeed, useHud } from './hud/use-hud.ts';

interface Business {
  window: MarginWindow;
  setWindow: (window: MarginWindow) => void;
  feed: HudFeed;
}

const BusinessContext = createContext<Business | null>(null);

const CODES = { '1h': 'HOUR', '24h': 'DAY', '7d': 'WEEK' } as const satisfies Record<string, MarginWindow>;
type Code = keyof typeof CODES;
const isCode = (text: string | null): text is Code => text !== null && text in CODES;
/** The window that was chosen last, for places whose link does not name one. */
const DEFAULT: Code = '24h';

/** The window that all pages look at, kept in the address, with the state of the business in it. */
export function BusinessProvider({ children }: { children: ReactNode }) {
  const [named, name] = useHashSearch('window');
  const [last, setLast] = useState<Code>(isCode(named) ? named : DEFAULT);
  const code = isCode(named) ? named : last;
  const window = CODES[code];
  const feed = useHud(window);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `name` reads the address when it is called
  const value = useMemo(() => {
    const setWindow = (next: MarginWindow) => {
      const nextCode = (Object.keys(CODES) as Code[]).find((known) => CODES[known] === next) ?? DEFAULT;
      setLast(nextCode);
      name(nextCode);
    };
    return { window, setWindow, feed };
  }, [window, feed]);
  return <BusinessContext value={value}>{children}</BusinessContext>;
}

/** The window and the HUD of the page. */
export function useBusiness(): Business {
  const business = useContext(BusinessContext);
  if (business === null) throw new Error('useBusiness belongs below BusinessProvider');
  return business;
}
