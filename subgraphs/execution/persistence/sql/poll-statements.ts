import { sql } from '@effect-studio/kernel/database';

/** What decides whether a polling agent may get work. */
export interface PollingAgentRow {
  id: string;
  client_id: string;
  owner_id: string;
  instance_type: string;
  fleet: string | null;
  status: 'ONLINE' | 'DRAINING' | 'LOST';
  session_id: string | null;
  /** Of the revisions that it can run those that the catalogue has, by id, and the provider of each. */
  revision_ids: number[];
  revision_providers: string[];
  is_revoked: boolean;
  /** It gets no work: cordoned or in quarantine. */
  is_withheld: boolean;
  /** It was found deaf, and asks now. */
  is_deaf: boolean;
  /** Its last poll was noted a while ago. */
  is_stale: boolean;
}

/** $1 uuid[] agents, $2 noted since. */
export const READ_POLLING_AGENTS = sql(
  'execution-read-polling-agents',
  `select g.id, g.client_id, g.owner_id, g.instance_type, g.fleet, g.status, g.session_id,
     coalesce(o.revision_ids, '{}') as revision_ids, coalesce(o.providers, '{}') as revision_providers, m.revoked_at is not null as is_revoked,
     g.cordoned_at is not null or g.trust = 'QUARANTINED' as is_withheld, g.deaf_since is not null as is_deaf,
     g.last_seen_at <= $2 or g.last_polled_at is null or g.last_polled_at <= $2 as is_stale
   from execution.agent g left join execution.machine m on m.client_id = g.client_id
   cross join lateral (
     select array_agg(r.id order by r.id) as revision_ids, array_agg(w.provider_id order by r.id) as providers
     from execution.workflow_revision r join execution.workflow w on w.id = r.workflow_id where r.id = any(g.revision_ids)
   ) o
   where g.id = any($1::uuid[])`,
);

/** $1 uuid[] agents, $2 studio time. Notes their polls; those that somebody else holds are noted at the next. */
export const NOTE_POLLS = sql(
  'execution-note-polls',
  `update execution.agent set last_seen_at = $2, last_polled_at = $2, updated_at = $2
   where id in (select id from execution.agent where id = any($1::uuid[]) for update skip locked)`,
);
