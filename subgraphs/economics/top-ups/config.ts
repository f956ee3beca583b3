import { kernelConfigSchema, readConfig } from '@effect-studio/kernel/config';
import { localTestProvider, type PaymentProvider } from './payments/payment-provider.ts';

const schema = kernelConfigSchema.pick({ STUDIO_MODE: true });

/** Who takes payments here; null: nobody, as in a production studio, where tests must not give tokens away. */
export const paymentProvider = (environment?: NodeJS.ProcessEnv): PaymentProvider | null =>
  readConfig(schema, environment).STUDIO_MODE === 'embedded' ? localTestProvider : null;
