/**
 * Tables with an owner in them that row-level security does not guard, each with the reason. The lease desk
 * gives work to machines of every tenant: it runs as the platform, and people reach none of these but by
 * resolvers that ask for an admin.
 */
export const UNFORCED_TABLES: ReadonlyMap<string, string> = new Map([
  ['execution.agent', 'machines of one owner do the work of every tenant'],
  ['execution.machine', 'whose machine it is, as identity announced it; read by the platform only'],
  ['execution.flow_clock', 'fair shares of all owners, compared with each other; numbers only'],
]);
