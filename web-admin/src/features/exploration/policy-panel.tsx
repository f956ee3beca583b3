import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Select } from '@mantine/core';
import { useState } from 'react';
import { readFragment } from '../../../generated/index.ts';
import { CatalogueDocument } from '../../graph/catalogue.graphql.ts';
import { exploration as en } from '../../words/en/exploration.ts';
import { PolicyDocument, PolicyParts } from './exploration.graphql.ts';
import classes from './policy.module.css';
import { PolicyForm } from './policy-form.tsx';

/** The settings by which traffic is shared out, and what a draft of them would have done. */
export function PolicyPanel({ className }: { className?: string }) {
  const [effectTypeId, setEffect] = useState<string | null>(null);
  const catalogue = useLiveQuery({ query: CatalogueDocument, variables: {} });
  const answer = useLiveQuery({ query: PolicyDocument, variables: { effectTypeId } });
  return (
    <Panel
      title={en.policy}
      note={en.ofOneEffectOrOf}
      className={className}
      isStale={answer.isStale}
      action={
        <Select
          size="xs"
          aria-label={en.effect}
          placeholder={en.allEffects}
          clearable
          searchable
          value={effectTypeId}
          onChange={setEffect}
          data={(catalogue.data?.effectTypes ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        />
      }
    >
      <AnswerView answer={answer} what={en.thePolicyCouldNotBe} rows={4}>
        {({ routingPolicy, routingPolicyHistory }) => {
          const policy = readFragment(PolicyParts, routingPolicy);
          const history = readFragment(PolicyParts, routingPolicyHistory);
          return (
            <div className={classes.policy}>
              <PolicyForm
                key={`${effectTypeId} ${policy.version}`}
                policy={policy}
                effectTypeId={effectTypeId}
                firstEffectId={catalogue.data?.effectTypes[0]?.id ?? null}
              />
              <section aria-label={en.versions}>
                <h3 className={classes.subtitle}>{en.versions}</h3>
                {history.length === 0 ? (
                  <p className={classes.muted}>{en.theSettingsThatTheStudio}</p>
                ) : (
                  <ul className={classes.versions}>
                    {history.map(({ version, reason, createdAt, createdBy }) => (
                      <li key={version}>
                        <strong>{version}</strong> {reason}
                        <span className={classes.muted}>
                          {createdBy?.displayName ?? en.thePlatform}
                          {createdAt && (
                            <>
                              , <When at={createdAt} />
                            </>
                          )}
                        </span>
                      </li>
                    ))}
                  </ul>
                )}
              </section>
            </div>
          );
        }}
      </AnswerView>
    </Panel>
  );
}
