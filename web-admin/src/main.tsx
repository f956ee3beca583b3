import { mountStudio } from '@effect-studio/web-kit/studio-root.tsx';
import { App } from './app.tsx';

mountStudio('admin', <App />);
