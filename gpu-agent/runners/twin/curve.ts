import { z } from 'zod';

/**
 * A figure over the executions of a twin: one number for all, or points `[execution, value]` between which it runs
 * straight; before the first and after the last it stays.
 */
export const curve = (least: number, most: number) => {
  const value = z.number().min(least).max(most);
  return z.union([
    value,
    z
      .array(z.tuple([z.int().min(0), value]))
      .min(1)
      .refine((points) => points.every(([at], index) => index === 0 || at > points[index - 1]![0]), {
        error: 'points come in the order of executions, each once',
      }),
  ]);
};
export type Curve = z.infer<ReturnType<typeof curve>>;

/** The curve's value at an execution, counted from 0. */
export function valueAt(figure: Curve, execution: number): number {
  if (typeof figure === 'number') return figure;
  const after = figure.findIndex(([at]) => at >= execution);
  if (after === -1) return figure.at(-1)![1];
  const [toAt, to] = figure[after]!;
  if (after === 0 || toAt === execution) return to;
  const [fromAt, from] = figure[after - 1]!;
  return from + ((to - from) * (execution - fromAt)) / (toAt - fromAt);
}
