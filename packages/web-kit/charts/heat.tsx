import classes from './heat.module.css';

export interface HeatCell {
  row: string;
  column: string;
  /** What stands in it, such as `33.6%`. */
  text: string;
  /** Below it, such as `12 runs`. */
  note: string;
  /** How strong the tint is, 0 to 1; null for a cell without a value. */
  strength: number | null;
  tone: 'accent' | 'good' | 'bad';
}

interface HeatProps {
  caption: string;
  corner: string;
  rows: readonly { id: string; name: string }[];
  columns: readonly { id: string; name: string }[];
  cells: readonly HeatCell[];
  /** What an empty cell says. */
  none: string;
  /** Opens what is behind a cell. */
  onOpen?: (row: string, column: string) => void;
}

function tint({ strength, tone }: HeatCell): string | undefined {
  if (strength === null) return undefined;
  const percent = Math.round(10 + 26 * Math.min(1, Math.max(0, strength)));
  return `color-mix(in srgb, var(--es-${tone}) ${percent}%, var(--es-surface))`;
}

/** A matrix as a real table; cells that open something are buttons. */
export function Heat({ caption, corner, rows, columns, cells, none, onOpen }: HeatProps) {
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
              const words = (
                <>
                  <strong>{cell?.text ?? '—'}</strong>
                  <span>{cell?.note ?? none}</span>
                </>
              );
              return (
                <td key={column.id} style={{ background: cell && tint(cell) }}>
                  {cell !== undefined && onOpen !== undefined ? (
                    <button type="button" onClick={() => onOpen(row.id, column.id)}>
                      {words}
                    </button>
                  ) : (
                    <div>{words}</div>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
