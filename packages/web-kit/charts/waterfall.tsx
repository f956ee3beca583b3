import { useId } from 'react';
import { useWidth } from '../use-width.ts';
import { charts as en } from '../words/en/charts.ts';
import classes from './waterfall.module.css';
import { type WaterfallStep, waterfallBars } from './waterfall-bars.ts';

const WIDTH = 640;
const HEIGHT = 290;
const FLOOR = 236;
const TOP = 26;

interface WaterfallProps {
  /** Name and value before, and after. */
  from: { name: string; value: number };
  to: { name: string; value: number };
  steps: readonly WaterfallStep[];
  /** How a level is written. */
  format: (value: number) => string;
  /** How a change is written, with its sign. */
  formatChange: (change: number) => string;
  /** Opens the driver that is behind a bar. */
  onOpen?: (key: string) => void;
}

/** Narrower than this, bars lie below each other: their names would not fit under them. */
const UPRIGHT_PX = 420;

/** How a value went from before to after, one bar per reason. Every bar can be focused and opened. */
export function Waterfall(props: WaterfallProps) {
  const { from, to, steps, format } = props;
  const [frame, width] = useWidth<HTMLElement>();
  const fall = waterfallBars(from.value, to.value, steps);
  return (
    <figure ref={frame} className={classes.figure}>
      {width !== null && width < UPRIGHT_PX ? (
        <LyingBars {...props} {...fall} />
      ) : (
        <UprightBars {...props} {...fall} />
      )}
      {fall.isCut && <figcaption className={classes.cut}>{en.theAxisStartsAt(format(fall.low))}</figcaption>}
    </figure>
  );
}

type DrawnProps = Pick<WaterfallProps, 'from' | 'to' | 'format' | 'formatChange' | 'onOpen'> &
  ReturnType<typeof waterfallBars>;

function UprightBars({ from, to, format, formatChange, onOpen, bars, low, high }: DrawnProps) {
  const title = useId();
  const y = (value: number) => FLOOR - ((value - low) / (high - low || 1)) * (FLOOR - TOP);
  const slot = WIDTH / (bars.length + 2);
  const wide = Math.min(56, slot * 0.72);
  const left = (index: number) => slot * (index + 0.5) - wide / 2;
  const ends = [
    { ...from, index: 0, kind: 'before' },
    { ...to, index: bars.length + 1, kind: 'after' },
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing holds no fieldset
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.waterfall}
      aria-labelledby={title}
      role="group"
    >
      <title id={title}>{`${from.name} ${format(from.value)}, ${to.name} ${format(to.value)}`}</title>
      <line x1="0" x2={WIDTH} y1={FLOOR} y2={FLOOR} className={classes.axis} />
      {ends.map(({ name, value, index, kind }) => (
        <g key={kind} data-kind={kind}>
          <rect
            x={left(index)}
            width={wide}
            y={Math.min(y(value), y(Math.max(low, 0)))}
            height={Math.max(1, Math.abs(y(value) - y(Math.max(low, 0))))}
            rx="3"
          />
          <text x={left(index) + wide / 2} y={Math.min(y(value), FLOOR) - 7} className={classes.value}>
            {format(value)}
          </text>
          <Name x={left(index) + wide / 2} name={name} />
        </g>
      ))}
      {bars.map((bar, index) => {
        const x = left(index + 1);
        // In the order in which it is seen, for people who say it (WCAG 2.5.3).
        const words = `${formatChange(bar.change)} ${bar.name}`;
        const open = onOpen && (() => onOpen(bar.key));
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: its role is a button where it acts
          <g
            key={bar.key}
            data-kind={bar.tone}
            className={open && classes.opens}
            role={open ? 'button' : 'img'}
            tabIndex={open ? 0 : undefined}
            aria-label={words}
            onClick={open}
            onKeyDown={(event) => {
              if (open && (event.key === 'Enter' || event.key === ' ')) {
                event.preventDefault();
                open();
              }
            }}
          >
            <line
              x1={left(index) + wide}
              x2={x + wide}
              y1={y(bar.from)}
              y2={y(bar.from)}
              className={classes.link}
            />
            <rect
              x={x}
              width={wide}
              y={Math.min(y(bar.from), y(bar.to))}
              height={Math.max(2, Math.abs(y(bar.from) - y(bar.to)))}
              rx="3"
            />
            <text x={x + wide / 2} y={Math.min(y(bar.from), y(bar.to)) - 7} className={classes.value}>
              {`${formatChange(bar.change)} `}
            </text>
            <Name x={x + wide / 2} name={bar.name} />
          </g>
        );
      })}
    </svg>
  );
}

/** The same below each other, for phones: name, bar, value. */
function LyingBars({ from, to, format, formatChange, onOpen, bars, low, high }: DrawnProps) {
  const share = (value: number) => (value - low) / (high - low || 1);
  const base = Math.max(low, 0);
  const rows = [
    { key: 'before', name: from.name, kind: 'before', from: base, to: from.value, words: format(from.value) },
    ...bars.map((bar) => ({ ...bar, kind: bar.tone, words: formatChange(bar.change) })),
    { key: 'after', name: to.name, kind: 'after', from: base, to: to.value, words: format(to.value) },
  ];
  return (
    <ol className={classes.lying}>
      {rows.map((row) => {
        const isReason = row.kind !== 'before' && row.kind !== 'after';
        const content = (
          <>
            <span>{row.name}</span>
            <span className={classes.lane} aria-hidden>
              <span
                style={{
                  left: `${Math.min(share(row.from), share(row.to)) * 100}%`,
                  width: `max(2px, ${Math.abs(share(row.from) - share(row.to)) * 100}%)`,
                }}
              />
            </span>
            <strong>{row.words}</strong>
          </>
        );
        return (
          <li key={row.key} data-kind={row.kind}>
            {onOpen && isReason ? (
              <button type="button" onClick={() => onOpen(row.key)}>
                {content}
              </button>
            ) : (
              <div>{content}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** At most two lines of a name under its bar. */
function Name({ x, name }: { x: number; name: string }) {
  const words = name.split(' ');
  const half = name.length > 10 && words.length > 1 ? Math.ceil(words.length / 2) : words.length;
  const lines = [words.slice(0, half).join(' '), words.slice(half).join(' ')];
  return (
    <text x={x} y={FLOOR + 20} className={classes.name} aria-hidden>
      {lines.filter(Boolean).map((line, row) => (
        <tspan key={line} x={x} dy={row === 0 ? 0 : 15}>
          {`${line} `}
        </tspan>
      ))}
    </text>
  );
}
