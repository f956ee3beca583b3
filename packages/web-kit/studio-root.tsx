import { MantineProvider } from '@mantine/core';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Density, studioTheme, studioVariables } from './theme.ts';
import './styles/index.ts';

/** Nonce of this answer's content security policy; style elements that are made later must carry it. */
const nonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** Draws a web app into `#root` in the studio's look. */
export function mountStudio(density: Density, app: ReactNode): void {
  const place = document.getElementById('root');
  if (place === null) throw new Error('index.html has no #root');
  // The scroll lock of dialogs looks for the nonce under this name.
  Object.assign(globalThis, { __webpack_nonce__: nonce() });
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
