import { formatCount, formatPercent } from '../format.ts';
import classes from './heat.module.css';

export interface HeatCell {
  row: string;
  column: string;
  /** Share; null when it is not known. */
  margin: number | null;
  runCount: number;
}

interface HeatProps {
  caption: string;
  corner: string;
  rows: { id: string; name: string }[];
  columns: { id: string; name: string }[];
  cells: HeatCell[];
}

/** Tint of a cell. Without a target a margin is measured, not judged: only a loss has a tone of its own. */
function tint(margin: number): string {
  const colour = margin < 0 ? 'var(--es-bad)' : 'var(--es-accent)';
  const percent = Math.round(10 + 26 * Math.min(1, Math.abs(margin)));
  return `color-mix(in srgb, ${colour} ${percent}%, var(--es-surface))`;
}

/** A matrix of margins as a real table. */
export function Heat({ caption, corner, rows, columns, cells }: HeatProps) {
  const at = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]));
  return (
    <table className={classes.heat}>
      <caption className="es-unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{corner}</th>
          {columns.map(({ id, name }) => (
            <th key={id} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.name}</th>
            {columns.map((column) => {
              const cell = at.get(`${row.id} ${column.id}`);
              return (
                <td
                  key={column.id}
                  style={cell?.margin == null ? undefined : { background: tint(cell.margin) }}
                >
                  <strong>{formatPercent(cell?.margin)}</strong>
                  <span>{wordsOf(cell)}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function wordsOf(cell: HeatCell | undefined): string {
  if (cell === undefined || cell.runCount === 0) return 'no runs';
  return `${formatCount(cell.runCount)} ${cell.runCount === 1 ? 'run' : 'runs'}`;
}
