import { ChangeList } from '@effect-studio/web-kit/definition/change-list.tsx';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import type { ProviderChangeKind } from '../../../generated/graphql.ts';
import { providers as en } from '../../words/en/providers.ts';
import { ProviderChangesDocument } from './providers.graphql.ts';
import classes from './providers.module.css';

const KINDS: Record<ProviderChangeKind, string> = {
  DECLARED: en.declared,
  EDITED: en.edited,
  PAUSED: en.paused,
  RESUMED: en.resumed,
};

/** What people changed of a provider, with what was before. */
export function ProviderHistory({ providerId }: { providerId: string }) {
  const answer = useLiveQuery({
    query: ProviderChangesDocument,
    variables: { id: providerId },
  });
  return (
    <section aria-label={en.changes}>
      <h3 className={classes.section}>{en.changes}</h3>
      <AnswerView answer={answer} what={en.theChangesCouldNotBe} rows={2}>
        {({ provider }) =>
          provider == null || provider.changes.length === 0 ? (
            <p className={classes.muted}>{en.nobodyChangedItYet}</p>
          ) : (
            <ul className={classes.history}>
              {provider.changes.map(({ id, kind, reason, at, changedBy, changes }) => (
                <li key={id}>
                  <div className={classes.row}>
                    <Chip tone="neutral">{KINDS[kind]}</Chip>
                    <span>{changedBy.displayName}</span>
                    <span className={classes.muted}>
                      <When at={at} />
                    </span>
                  </div>
                  <p className={classes.muted}>{reason}</p>
                  {changes.length > 0 && <ChangeList changes={changes} />}
                </li>
              ))}
            </ul>
          )
        }
      </AnswerView>
    </section>
  );
}
