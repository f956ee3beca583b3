import type { CallContext } from '@effect-studio/kernel/context';
import { notFound, StudioError } from '@effect-studio/kernel/errors';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { exportOfCaller } from '../persistence/personal-exports.ts';
import { setAdmin, setMaker } from '../use-cases/change-role.ts';
import { deliverLetter } from '../use-cases/deliver-letter.ts';
import { editPartner } from '../use-cases/edit-partner.ts';
import { endIssuerSessions } from '../use-cases/end-issuer-sessions.ts';
import { enrolMachine } from '../use-cases/enrol-machine.ts';
import { eraseMe, erasePerson } from '../use-cases/erase-person.ts';
import { identityOf } from '../use-cases/find-session-identity.ts';
import { issueEnrolmentToken } from '../use-cases/issue-enrolment-token.ts';
import type { OpenedSession } from '../use-cases/open-session.ts';
import { openSessionForIssuer } from '../use-cases/open-session-for-issuer.ts';
import { redeemSignInCode } from '../use-cases/redeem-sign-in-code.ts';
import { requestMyData } from '../use-cases/request-my-data.ts';
import { requestSignInCode } from '../use-cases/request-sign-in-code.ts';
import { revokeAllSessions } from '../use-cases/revoke-all-sessions.ts';
import { revokeMachine } from '../use-cases/revoke-machine.ts';
import { revokeSession } from '../use-cases/revoke-session.ts';
import { rotateMachineKey } from '../use-cases/rotate-machine-key.ts';
import { rotateSession } from '../use-cases/rotate-session.ts';
import { loadMachine, loadPerson } from './loaders.ts';

const signedIn = ({ token, session, person }: OpenedSession) => ({
  __typename: 'SignedIn' as const,
  sessionToken: token,
  identity: identityOf(session, person.roles),
});

/** The machine that a command was about, as it is now. */
async function shown<Refusal extends { __typename: string }>(
  ctx: CallContext,
  result: { __typename: 'MachineClient'; id: string } | Refusal,
) {
  if (!isMachine(result)) return result;
  const machine = await loadMachine(ctx, result.id);
  return machine ? { __typename: 'MachineClient' as const, ...machine } : notFound('machine', result.id);
}

/** The person whom a command was about, as they are now. */
async function personAfter<Refusal extends { __typename: string }>(
  ctx: CallContext,
  result: { __typename: 'User'; id: string } | Refusal,
) {
  if (!isPerson(result)) return result;
  const person = await loadPerson(ctx, result.id);
  return person ? { __typename: 'User' as const, ...person } : notFound('person', result.id);
}

const isPerson = (result: { __typename: string }): result is { __typename: 'User'; id: string } =>
  result.__typename === 'User';

const isMachine = (result: { __typename: string }): result is { __typename: 'MachineClient'; id: string } =>
  result.__typename === 'MachineClient';

export const mutationResolvers: MutationResolvers = {
  requestSignInCode: async (_source, { email }, ctx) => {
    await requestSignInCode(ctx, { email });
    return true;
  },
  redeemSignInCode: async (_source, args, ctx) => {
    const result = await redeemSignInCode(ctx, args);
    if ('__typename' in result) return result;
    return signedIn(result);
  },
  openSessionForIssuer: async (_source, args, ctx) => {
    const result = await openSessionForIssuer(ctx, args);
    return '__typename' in result ? result : signedIn(result);
  },
  deliverLetter: (_source, { input }, ctx) => deliverLetter(ctx, input),
  endIssuerSessions: (_source, { issuer, subject, issuerSession }, ctx) =>
    endIssuerSessions(ctx, { issuer, subject: subject ?? null, issuerSession: issuerSession ?? null }),
  rotateSession: (_source, { tokenHash }, ctx) => rotateSession(ctx, tokenHash),
  revokeAllSessions: (_source, { input }, ctx) =>
    revokeAllSessions(ctx, { ...input, keepsCurrent: input.keepsCurrent ?? true }),
  eraseMe: (_source, { input }, ctx) => eraseMe(ctx, input),
  erasePerson: (_source, { input }, ctx) => erasePerson(ctx, input),
  requestMyData: async (_source, { input }, ctx) => {
    const result = await requestMyData(ctx, { ...input, modules: input.modules ?? null });
    if (result.__typename !== 'PersonalDataExport') return result;
    const made = await ctx.db.transaction(ctx, (tx) => exportOfCaller(tx, result.id));
    if (!made) throw new StudioError('EXPORT_GONE', 'an export was made and cannot be read');
    return { __typename: 'PersonalDataExport', ...made };
  },
  revokeSession: (_source, { input }, ctx) => revokeSession(ctx, input),
  enrolMachine: (_source, { input }, ctx) => enrolMachine(ctx, input),
  issueEnrolmentToken: (_source, { input }, ctx) =>
    issueEnrolmentToken(ctx, { ...input, kind: input.kind === 'PARTNER' ? 'partner' : 'agent' }),
  rotateMachineKey: (_source, { input }, ctx) => rotateMachineKey(ctx, input),
  editPartner: async (_source, { input }, ctx) => shown(ctx, await editPartner(ctx, input)),
  revokeMachine: async (_source, { input }, ctx) => shown(ctx, await revokeMachine(ctx, input)),
  setAdmin: async (_source, { input }, ctx) => personAfter(ctx, await setAdmin(ctx, input)),
  setMaker: async (_source, { input }, ctx) => personAfter(ctx, await setMaker(ctx, input)),
};
