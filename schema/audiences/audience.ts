/** Whom the graph is published to; each has a contract of its own, and what is not in it does not exist for them. */
export const AUDIENCES = ['public', 'user', 'admin', 'agent', 'partner'] as const;

/**
 * - `public`: visitors, whatever they use.
 * - `user`: people in the users' app, and people's own programs.
 * - `admin`: admins in the admins' app and their own programs.
 * - `agent`: machines that lease tasks.
 * - `partner`: programs of other companies.
 */
export type Audience = (typeof AUDIENCES)[number];

export const isAudience = (name: string): name is Audience => (AUDIENCES as readonly string[]).includes(name);
