import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Button, NumberInput, SegmentedControl, Slider } from '@mantine/core';
import { IconFlask2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { PolicyPartsFragment } from '../../../generated/graphql.ts';
import { exploration as en } from '../../words/en/exploration.ts';
import { UpdatePolicyDocument } from './exploration.graphql.ts';
import classes from './policy.module.css';
import { draftOfPolicy, type PolicyDraft, policyInputOf, speedPercent } from './policy-draft.ts';
import { SimulationView } from './simulation-view.tsx';

interface PolicyFormProps {
  policy: PolicyPartsFragment;
  /** Null: the settings of all effects. */
  effectTypeId: string | null;
  /** On whose traffic a draft for all effects is judged. */
  firstEffectId: string | null;
}

/** A draft of the settings: judged on the past before it is put in force. */
export function PolicyForm({ policy, effectTypeId, firstEffectId }: PolicyFormProps) {
  const before = draftOfPolicy(policy);
  const [draft, setDraft] = useState(before);
  const [judged, setJudged] = useState<PolicyDraft | null>(null);
  const [isAsking, setAsking] = useState(false);
  const update = useCommand(UpdatePolicyDocument);
  const input = policyInputOf(before, draft);
  const speed = speedPercent(draft);
  const isChanged = Object.keys(input).length > 0;
  const isGood = speed >= 0;
  const set = (part: Partial<PolicyDraft>) => setDraft({ ...draft, ...part });
  const judgedOn = effectTypeId ?? firstEffectId;
  return (
    <section aria-label={en.settings} className={classes.form}>
      <SegmentedControl
        aria-label={en.wayOfSharingTrafficOut}
        value={draft.kind}
        onChange={(value) => set({ kind: value as PolicyDraft['kind'] })}
        data={[
          { value: 'EPSILON_GREEDY', label: 'ε-greedy' },
          { value: 'THOMPSON', label: en.thompsonSampling },
        ]}
      />
      {draft.kind === 'EPSILON_GREEDY' ? (
        <div>
          <div className={classes.label}>
            {en.theShareThatExplores}
            <strong>{draft.explorationPercent}%</strong>
          </div>
          <Slider
            min={0}
            max={30}
            step={0.5}
            value={draft.explorationPercent}
            onChange={(explorationPercent) => set({ explorationPercent })}
            thumbLabel={en.shareThatExploresInPercent}
            label={(value) => `${value}%`}
          />
        </div>
      ) : (
        <NumberInput
          label={en.shareThatIsSpreadEvenly}
          value={draft.floorPercent}
          min={0}
          max={50}
          onChange={(value) => set({ floorPercent: Number(value) || 0 })}
        />
      )}
      <div className={classes.numbers}>
        <NumberInput
          label={en.qualityCounts}
          suffix="%"
          value={draft.qualityPercent}
          min={0}
          max={100}
          onChange={(value) => set({ qualityPercent: Number(value) || 0 })}
        />
        <NumberInput
          label={en.costCounts}
          suffix="%"
          value={draft.costPercent}
          min={0}
          max={100}
          onChange={(value) => set({ costPercent: Number(value) || 0 })}
        />
        <NumberInput
          label={en.speedCounts}
          suffix="%"
          value={speed}
          readOnly
          error={isGood ? undefined : en.qualityAndCostAreOver}
        />
        <NumberInput
          label={en.qualityFloor}
          suffix="%"
          value={draft.qualityFloorPercent}
          min={0}
          max={100}
          onChange={(value) => set({ qualityFloorPercent: Number(value) || 0 })}
        />
        <NumberInput
          label={en.marginsAreTheSameWithin}
          suffix=" pp"
          value={draft.marginTolerancePercent}
          min={0}
          max={50}
          onChange={(value) => set({ marginTolerancePercent: Number(value) || 0 })}
        />
      </div>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconFlask2 size={15} aria-hidden />}
          disabled={!isGood || !isChanged || judgedOn === null}
          onClick={() => setJudged(draft)}
        >
          {en.judgeItOnThePast}
        </Button>
        <Button variant="default" disabled={!isChanged} onClick={() => setDraft(before)}>
          {en.takeItBack}
        </Button>
        <Button disabled={!isGood || !isChanged} onClick={() => setAsking(true)}>
          {en.putInForce}
        </Button>
      </div>
      {judged !== null && judgedOn !== null && (
        <SimulationView
          effectTypeId={judgedOn}
          policy={policyInputOf(before, judged)}
          isOfAll={effectTypeId === null}
        />
      )}
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={en.putTheseSettingsInForce}
        confirm={en.putInForce}
        reasonLabel={en.whyItIsKeptWith}
        problem={update.problem}
        isBusy={update.isBusy}
        onConfirm={async (reason) => {
          if ((await update.act({ effectTypeId, policy: input, reason })) !== null) setAsking(false);
        }}
      >
        <p>{en.aNewManifestFollowsAt}</p>
      </DecisionDialog>
    </section>
  );
}
