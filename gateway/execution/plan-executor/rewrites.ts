import type { FetchDataRewrite } from '@apollo/query-planner';
import type { TypeConditions } from '../planning/type-conditions.ts';
import { type Data, valueAt } from './data.ts';

/** Changes data in place, on its way to a subgraph or from it. */
export type Rewrite = (data: unknown) => void;

const ON = '... on ';

/** What the planner asks to change: a `__typename` that a subgraph knows by another name, an alias of its own. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  conditions: TypeConditions,
): readonly Rewrite[] {
  return (rewrites ?? []).map((rewrite) => {
    const key = rewrite.path.at(-1) ?? '';
    const steps = rewrite.path
      .slice(0, -1)
      .map((step) =>
        step.startsWith(ON)
          ? { types: conditions.satisfying(step.slice(ON.length)), key: null }
          : { types: null, key: step },
      );
    const change = changeOf(rewrite, key);
    const walk = (value: unknown, at: number): void => {
      if (typeof value !== 'object' || value === null) return;
      if (Array.isArray(value)) {
        for (const item of value) walk(item, at);
        return;
      }
      const object = value as Data;
      const step = steps[at];
      if (!step) change(object);
      else if (step.key !== null) walk(valueAt(object, step.key), at + 1);
      // Not every object has been asked for its type; without one the planner means it.
      else if (!object.__typename || step.types.has(object.__typename as string)) walk(object, at + 1);
    };
    return (data) => walk(data, 0);
  });
}

function changeOf(rewrite: FetchDataRewrite, key: string): (object: Data) => void {
  if (rewrite.kind === 'ValueSetter') {
    return (object) => {
      object[key] = rewrite.setValueTo;
    };
  }
  return (object) => {
    const value = valueAt(object, key);
    if (value === undefined) return;
    object[rewrite.renameKeyTo] = value;
    object[key] = undefined;
  };
}

/** Names that clients gave, by the aliases that the planner made of them: errors are told in the client's words. */
export function renamesOf(rewrites: readonly FetchDataRewrite[] | undefined): ReadonlyMap<string, string> {
  return new Map(
    (rewrites ?? []).flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
    ),
  );
}
