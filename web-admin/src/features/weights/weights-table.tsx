import { formatPercent, formatPointChange } from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import tables from '../../table.module.css';
import { weights as en } from '../../words/en/weights.ts';
import { type Needed, PARTS, type Version, type Weights, whyOfType } from './weights-words.ts';

interface Row {
  key: string;
  title: string;
  weights: Weights;
  why: string;
}

interface WeightsTableProps {
  version: Version;
  /** The hand weights, which differences are shown against. */
  hand: Weights;
  needed: Needed;
}

/** What a version weighs: all effect types together, then each that something was decided about, with the reason. */
export function WeightsTable({ version, hand, needed }: WeightsTableProps) {
  const rows: Row[] = [
    { key: '', title: en.allEffectTypes, weights: version.weights, why: '' },
    ...version.effectTypes.map((one) => ({
      ...{ key: one.effectType.id, title: one.effectType.title, weights: one.weights },
      why: whyOfType(one, needed),
    })),
  ];
  return (
    <DataTable
      caption={en.weightsOf(version.version)}
      columns={[TITLE, ...PARTS.map(([part, name]) => partColumn(part, name, hand))]}
      rows={rows}
      rowKey={({ key }) => key}
    />
  );
}

const TITLE: Column<Row> = {
  key: 'effectType',
  name: en.effectType,
  cell: ({ title, why }) => (
    <>
      <span className={tables.name}>{title}</span>
      {why !== '' && <span className={tables.note}>{why}</span>}
    </>
  ),
};

const partColumn = (part: (typeof PARTS)[number][0], name: string, hand: Weights): Column<Row> => ({
  key: part,
  name,
  isNumber: true,
  cell: ({ weights }) => {
    const change = weights[part] - hand[part];
    return (
      <>
        <span className={tables.name}>{formatPercent(weights[part])}</span>
        {Math.abs(change) >= 0.0005 && <span className={tables.note}>{formatPointChange(change)}</span>}
      </>
    );
  },
});
