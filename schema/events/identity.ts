import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id } from './shapes.ts';

/** A person can sign in from now on. Aggregate: the person. */
export const PersonRegistered = defineEvent('identity', 'PersonRegistered', {
  userId: id,
  roles: z.array(z.string()),
});

/** A session ended before its time; open sockets of it must close. Aggregate: the person. */
export const SessionRevoked = defineEvent('identity', 'SessionRevoked', { userId: id, sessionId: id });

/** A machine registered its public key and may ask for tokens. Aggregate: the machine client. */
export const MachineEnrolled = defineEvent('identity', 'MachineEnrolled', {
  clientId: id,
  ownerId: id,
  name: z.string(),
});

/** A machine lost its right to tokens; its leases end. Aggregate: the machine client. */
export const MachineRevoked = defineEvent('identity', 'MachineRevoked', { clientId: id, reason: z.string() });

/**
 * A person is to be forgotten: whoever keeps something of them erases it, or takes from it what tells who they are. The
 * ledger keeps their id, which belongs to nobody from now on. Aggregate: the person.
 */
export const PersonErased = defineEvent('identity', 'PersonErased', { userId: id });

/** A person wants what is kept of them: every context puts its part where the export is collected. Aggregate: the person. */
export const PersonDataRequested = defineEvent('identity', 'PersonDataRequested', {
  userId: id,
  exportId: id,
  /** Only these; null: everybody. */
  modules: z.array(z.string()).nullable(),
});
