import type { Leg } from '../domain/leg.ts';

/** A leg as people see it. */
export interface CandidateView {
  leg: Leg;
}
