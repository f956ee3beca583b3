import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { LookPriceDocument } from './run.graphql.ts';

/**
 * What a clip in each of these looks costs now, in tokens, by effect type. Looks whose price did not come yet are not in it.
 * @param effectTypeIds with repetitions, in any order
 */
export function useLookPrices(effectTypeIds: readonly string[]): ReadonlyMap<string, number> {
  const client = useClient();
  const [prices, setPrices] = useState<ReadonlyMap<string, number>>(new Map());
  const wanted = [...new Set(effectTypeIds)].sort().join(' ');
  useEffect(() => {
    let isHere = true;
    void Promise.all(
      wanted
        .split(' ')
        .filter((id) => id !== '')
        .map(async (effectTypeId) => {
          const { data } = await client
            .query(LookPriceDocument, { effectTypeId }, { requestPolicy: 'cache-first' })
            .toPromise();
          return data === undefined ? [] : [[effectTypeId, data.quoteRun.amountTokens] as const];
        }),
    ).then((found) => {
      if (isHere) setPrices(new Map(found.flat()));
    });
    return () => {
      isHere = false;
    };
  }, [client, wanted]);
  return prices;
}
