import { sql } from '@effect-studio/kernel/database';

const COLUMNS = `version, document, digest, note, applied_by as "appliedBy", created_at as "appliedAt"`;

/** Zero rows: none was applied yet. */
export const CURRENT_FLEET_DOCUMENT = sql(
  'providers-current-fleet-document',
  `select ${COLUMNS} from providers.fleet_document order by version desc limit 1`,
);

/** $1 at most. Newest first. */
export const FLEET_DOCUMENTS = sql(
  'providers-fleet-documents',
  `select ${COLUMNS} from providers.fleet_document order by version desc limit $1`,
);

/** $1 version, $2 document, $3 digest, $4 note, $5 who, $6 studio time. */
export const INSERT_FLEET_DOCUMENT = sql(
  'providers-insert-fleet-document',
  `insert into providers.fleet_document (version, document, digest, note, applied_by, created_at) values ($1, $2, $3, $4, $5, $6)`,
);
