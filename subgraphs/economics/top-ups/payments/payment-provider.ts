import type { TopUpOrder } from '../domain/top-up-order.ts';

/** Takes payments for tokens. What becomes of one is told later, by whoever hears from the provider. */
export interface PaymentProvider {
  readonly id: string;
  /** Nothing is really paid: people say themselves what becomes of the payment. */
  readonly isTest: boolean;
  /** Where the person pays for an order that is pending; null: on our own page. The same order gives the same place. */
  checkoutUrl(order: TopUpOrder): string | null;
}

/** The provider of an embedded studio: no money moves. */
export const localTestProvider: PaymentProvider = {
  id: 'local-test',
  isTest: true,
  checkoutUrl: () => null,
};
