export type { ResultOf, TypedDocument, VariablesOf } from './document.ts';
export {
  type EnrolMachineInput,
  EnrolPartnerDocument,
  type EnrolPartnerMutation,
  type EnrolPartnerMutationVariables,
} from './generated/enrolment.ts';
export * from './generated/partner.ts';
