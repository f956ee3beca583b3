import { useId } from 'react';
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

/** How a value went from before to after, one bar per reason. Every bar can be focused and opened. */
export function Waterfall({ from, to, steps, format, formatChange, onOpen }: WaterfallProps) {
  const title = useId();
  const { bars, low, high, isCut } = waterfallBars(from.value, to.value, steps);
  const y = (value: number) => FLOOR - ((value - low) / (high - low || 1)) * (FLOOR - TOP);
  const slot = WIDTH / (bars.length + 2);
  const wide = Math.min(56, slot * 0.72);
  const left = (index: number) => slot * (index + 0.5) - wide / 2;
  const ends = [
    { ...from, index: 0, kind: 'before' },
    { ...to, index: bars.length + 1, kind: 'after' },
  ];
  return (
    <figure className={classes.figure}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing holds no fieldset */}
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
      {isCut && <figcaption className={classes.cut}>The axis starts at {format(low)}.</figcaption>}
    </figure>
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
