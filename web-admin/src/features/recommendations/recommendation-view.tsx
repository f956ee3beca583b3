import {
  formatCount,
  formatMoment,
  formatPercent,
  formatPointChange,
  formatUsdChange,
} from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Fact, Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import grid from '../../parts/grid.module.css';
import { recommendations as en } from '../../words/en/recommendations.ts';
import { KIND_WORDS, STATE_WORDS } from '../../words/recommendation-words.ts';
import { evidenceOf } from './evidence.ts';
import { ImpactRange } from './impact-range.tsx';
import { RecommendationDecision } from './recommendation-decision.tsx';
import classes from './recommendation-view.module.css';
import type { Recommendation } from './recommendations-page.tsx';

interface RecommendationViewProps {
  recommendation: Recommendation;
  reviewId: string | null;
}

/** One recommendation: what it would bring, how sure that is, what it rests on, what is to be done. */
export function RecommendationView({ recommendation: one, reviewId }: RecommendationViewProps) {
  const [word, tone] = STATE_WORDS[one.state];
  const evidence = evidenceOf(one.facts);
  return (
    <article className={grid.stack} aria-label={one.title}>
      <Panel
        title={one.title}
        action={
          <span className={classes.chips}>
            <Chip tone="accent">{KIND_WORDS[one.kind]}</Chip>
            <Chip tone={tone}>{word}</Chip>
            {one.isAutoApplicable && <Chip tone="explore">{en.couldApplyItself}</Chip>}
          </span>
        }
      >
        <div className={grid.stack}>
          <p className={classes.summary}>{one.summary}</p>
          <Facts facts={factsOf(one)} />
          <ImpactRange name={en.predictedPer30Days} estimate={one.monthlyImpact} />
          {one.measurement && (
            <ImpactRange
              name={en.measuredAfterTheChange(formatCount(one.measurement.sampleCount))}
              estimate={one.measurement.realised}
            />
          )}
        </div>
      </Panel>
      <div className={grid.grid}>
        <Panel title={en.evidence} note={sourceWords(one)} className={grid.half}>
          {evidence.comparisons.length > 0 && (
            <table className={classes.compare}>
              <thead>
                <tr>
                  <th scope="col">{en.measure}</th>
                  <th scope="col">{en.now}</th>
                  <th scope="col">{en.thenNext}</th>
                </tr>
              </thead>
              <tbody>
                {evidence.comparisons.map(({ name, from, to }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{from}</td>
                    <td>{to}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <Facts as="lines" facts={evidence.others.map(({ name, text }) => ({ name, value: text }))} />
        </Panel>
        <Panel title={en.whatIsToBeDone} note={appliedWords(one)} className={grid.half}>
          <ol className={classes.steps}>
            {one.instructions.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {one.decidedAt && (
            <p className={classes.decided}>
              {en.by(word)}
              {one.decidedBy?.displayName ?? en.thePlatform} <When at={one.decidedAt} />
              {one.reason && `: “${one.reason}”`}
            </p>
          )}
        </Panel>
      </div>
      <RecommendationDecision recommendation={one} reviewId={reviewId} />
    </article>
  );
}

function factsOf(one: Recommendation): Fact[] {
  return [
    {
      name: en.impactPer30Days,
      value: formatUsdChange(one.monthlyImpact.expectedNanoUsd),
      tone: BigInt(one.monthlyImpact.expectedNanoUsd) >= 0n ? 'good' : 'bad',
    },
    {
      name: en.confidence,
      value: formatPercent(one.confidence),
      hint: en.chanceOfMoreProfitAt,
    },
    {
      name: en.quality,
      value: formatPointChange(one.qualityChange),
      hint: en.predictedChangeOfCompositeQuality,
    },
    { name: en.executions, value: formatCount(one.sampleCount) },
  ];
}

const sourceWords = ({ source, createdAt }: Recommendation): string =>
  `${source === 'BENCHMARK' ? 'from benchmarks' : 'from work done for people'}, found ${formatMoment(createdAt)}`;

function appliedWords({ application }: Recommendation): string {
  if (application === 'OVERRIDE') return 'carried out by a routing order';
  if (application === 'RATE_CARD') return 'carried out by a new rate card';
  return 'by a person';
}
