import { consume } from '@effect-studio/kernel/bus/consumer';
import { PreviewRequested } from '@effect-studio/schema/events/gallery';
import { startPreview } from '../use-cases/start-preview.ts';

/** Gallery wants an effect to be seen on a clip of the house. */
export const previewRequested = consume(PreviewRequested, (tx, { payload }) => startPreview(tx, payload));
