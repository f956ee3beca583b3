import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { hashHrefWith } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Code } from '@mantine/core';
import type { AuditChangeKind } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { audit as en } from '../../words/en/audit.ts';
import classes from './audit.module.css';
import type { AuditEntry } from './audit-page.tsx';
import { rowDiff } from './row-diff.ts';

const KINDS = {
  INSERTED: ['Added', 'good'],
  UPDATED: ['Changed', 'accent'],
  DELETED: ['Deleted', 'bad'],
} as const satisfies Record<AuditChangeKind, readonly [string, string]>;

/** One mutation: who, with what input, and what each row was before and is after it. */
export function EntryView({ entry }: { entry: AuditEntry }) {
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.when, value: formatMoment(entry.at) },
          { name: en.who, value: `${entry.actorKind} ${entry.actorId ?? ''}` },
          { name: en.module, value: entry.module },
          ...(entry.refusal ? [{ name: en.whyNot, value: entry.refusal, tone: 'warn' as const }] : []),
          {
            name: en.correlationId,
            value: (
              <a className="es-mono" href={hashHrefWith(['log'], { trace: entry.correlationId })}>
                {entry.correlationId}
              </a>
            ),
          },
        ]}
      />
      <Code block>{JSON.stringify(entry.givenInput, null, 2)}</Code>
      <section aria-label={en.rows}>
        {entry.changes.map((change) => (
          <div key={`${change.table} ${change.rowId}`} className={classes.row}>
            <h3>
              <Chip tone={KINDS[change.kind][1]}>{KINDS[change.kind][0]}</Chip>
              {change.table} <span className="es-mono">{change.rowId}</span>
            </h3>
            <table className={classes.diff}>
              <caption className="es-unseen">
                {change.table} {change.rowId}
              </caption>
              <thead className="es-unseen">
                <tr>
                  <th scope="col">{en.column}</th>
                  <th scope="col">{en.before}</th>
                  <th scope="col">{en.after}</th>
                </tr>
              </thead>
              <tbody>
                {rowDiff(change.rowBefore, change.rowAfter).map(({ column, before, after }) => (
                  <tr key={column}>
                    <th scope="row">{column}</th>
                    <td className={classes.before}>{before ?? '—'}</td>
                    <td className={classes.after}>{after ?? '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ))}
        {entry.changes.length === 0 && <p>{en.itChangedNoRowBy}</p>}
      </section>
    </div>
  );
}
