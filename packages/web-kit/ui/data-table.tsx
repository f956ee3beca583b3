import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  key: string;
  name: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Digits: to the right, tabular. */
  isNumber?: boolean;
  /** Makes the column sortable. Amounts of money are compared as whole numbers. */
  sortBy?: (row: Row) => number | bigint | string | null | undefined;
  width?: number | string;
  /** Left out on phones; `wide`: also on screens under 1,180 pixels. */
  isExtra?: boolean | 'wide';
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Called when a row is opened, by click or Enter. */
  onOpen?: (row: Row) => void;
  openedKey?: string | null;
  /** Column and direction to begin with. */
  sort?: { key: string; isDown: boolean };
}

/** A plain table: sortable where a column says so, rows that open are reached by j, k and Enter. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  onOpen,
  openedKey,
  sort: first,
}: DataTableProps<Row>) {
  const [sort, setSort] = useState(first ?? null);
  const by = columns.find(({ key }) => key === sort?.key)?.sortBy;
  const sorted =
    by === undefined ? rows : [...rows].sort((a, b) => compare(by(a), by(b), sort?.isDown ?? true));
  const toggle = (key: string) => setSort({ key, isDown: sort?.key === key ? !sort.isDown : true });
  return (
    <table className={classes.table}>
      <caption className="es-unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ key, name, isNumber, sortBy, width, isExtra }) => (
            <th
              key={key}
              scope="col"
              style={{ width }}
              className={isNumber ? classes.number : undefined}
              data-extra={isExtra === 'wide' ? 'wide' : isExtra || undefined}
              aria-sort={sort?.key === key ? (sort.isDown ? 'descending' : 'ascending') : undefined}
            >
              {sortBy === undefined ? (
                name
              ) : (
                <button type="button" className={classes.sort} onClick={() => toggle(key)}>
                  {name}
                  <SortSign direction={sort?.key === key ? (sort.isDown ? 'down' : 'up') : null} />
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => {
          const key = rowKey(row);
          return (
            <tr
              key={key}
              data-opens={onOpen !== undefined || undefined}
              aria-current={openedKey === key || undefined}
              tabIndex={onOpen === undefined ? undefined : 0}
              onClick={onOpen && (() => onOpen(row))}
              onKeyDown={onOpen && ((event) => onRowKey(event, () => onOpen(row)))}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={column.isNumber ? classes.number : undefined}
                  data-extra={column.isExtra === 'wide' ? 'wide' : column.isExtra || undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function SortSign({ direction }: { direction: 'up' | 'down' | null }) {
  const Sign = direction === null ? IconSelector : direction === 'down' ? IconChevronDown : IconChevronUp;
  return <Sign size={13} aria-hidden />;
}

function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Enter') open();
  else if (event.key === 'j' || event.key === 'ArrowDown') moveFocus(event.currentTarget.nextElementSibling);
  else if (event.key === 'k' || event.key === 'ArrowUp')
    moveFocus(event.currentTarget.previousElementSibling);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function moveFocus(row: Element | null): void {
  if (row instanceof HTMLElement) row.focus();
}

type Sortable = number | bigint | string | null | undefined;

/** What is not known comes last, whichever way. */
function compare(a: Sortable, b: Sortable, isDown: boolean): number {
  if (a == null || b == null) return a == null && b == null ? 0 : a == null ? 1 : -1;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return isDown ? -order : order;
}
