import { MantineProvider } from '@mantine/core';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Density, studioTheme, studioVariables } from './theme.ts';
import './styles/index.ts';

/** The per-response nonce of the page's content security policy, when the server sent one. */
const nonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** Draws a web app into `#root` in the studio's look. */
export function mountStudio(density: Density, app: ReactNode): void {
  const place = document.getElementById('root');
  if (place === null) throw new Error('index.html has no #root');
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={studioTheme(density)}
        cssVariablesResolver={studioVariables}
        defaultColorScheme={density === 'user' ? 'dark' : 'auto'}
        getStyleNonce={nonce}
        withStaticClasses={false}
      >
        {app}
      </MantineProvider>
    </StrictMode>,
  );
}
