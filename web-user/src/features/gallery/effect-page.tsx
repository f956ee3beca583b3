import { formatDuration, formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref, hashHrefWith } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Compare } from '@effect-studio/web-kit/video/compare.tsx';
import { Button } from '@mantine/core';
import { useQuery } from 'urql';
import type { EffectQuery } from '../../../generated/graphql.ts';
import { gallery as en } from '../../words/en/gallery.ts';
import classes from './effect-page.module.css';
import { EffectDocument } from './gallery.graphql.ts';
import { ReportEffect } from './report-dialog.tsx';
import { tagWords } from './tag-words.ts';

/** One published effect. */
export default function EffectPage({ slug }: { slug: string }) {
  const [{ data, error, fetching }, read] = useQuery({ query: EffectDocument, variables: { slug } });
  const effect = data?.effect;
  if (!effect) {
    if (error !== undefined)
      return <Fault what={en.theEffectCouldNotBe} error={error} onRetry={() => read()} />;
    if (fetching) return <Loading rows={2} rowHeight={220} />;
    return (
      <Empty
        title={en.thisEffectIsNotIn}
        action={
          <Button component="a" href={hashHref('gallery')} variant="default">
            {en.lookAtTheOthers}
          </Button>
        }
      />
    );
  }
  const { revision } = effect;
  return (
    <article className={classes.page}>
      <div className={classes.player}>
        <Preview effect={effect} />
      </div>
      <div className={classes.facts}>
        <nav className={classes.crumbs} aria-label={en.breadcrumb}>
          <a href={hashHref('gallery')}>{en.gallery}</a> /{' '}
          <a href={hashHrefWith(['gallery'], { category: effect.category.id })}>{effect.category.title}</a> /{' '}
          {effect.effectType.title}
        </nav>
        <h1>{effect.title}</h1>
        <p className={classes.maker}>
          {en.by(effect.creator.displayName)}
          {effect.publishedAt && (
            <>
              {' '}
              · <When at={effect.publishedAt} />
            </>
          )}
        </p>
        <p>{effect.description}</p>
        <dl className={classes.numbers}>
          <div>
            <dt>{en.priceOfARun}</dt>
            <dd>{formatTokens(effect.priceTokens)}</dd>
          </div>
          <div>
            <dt>{en.qualityAtApproval}</dt>
            <dd>
              {formatScore(revision.composite)}
              <small>{en.of100}</small>
            </dd>
          </div>
          <div>
            <dt>{en.used}</dt>
            <dd>{effect.useCount}×</dd>
          </div>
          <div>
            <dt>{en.revision}</dt>
            <dd>{revision.number}</dd>
          </div>
          {effect.typicalTokens !== null && (
            <div title={en.medianOfTheLastHundred}>
              <dt>{en.typicallyCharged}</dt>
              <dd>{formatTokens(effect.typicalTokens)}</dd>
            </div>
          )}
          {effect.typicalMs !== null && (
            <div title={en.medianOfTheLastHundred}>
              <dt>{en.typicallyTakes}</dt>
              <dd>{formatDuration(effect.typicalMs)}</dd>
            </div>
          )}
        </dl>
        {effect.tags.length > 0 && (
          <nav className={classes.tags} aria-label={en.tags}>
            {effect.tags.map((tag) => (
              <a key={tag} href={hashHrefWith(['gallery'], { tags: tag })}>
                {tagWords(tag)}
              </a>
            ))}
          </nav>
        )}
        <div className={classes.engines}>
          <h2>{en.enginesThatPassed}</h2>
          {revision.workflows.map(({ digest, workflow }) => (
            <Chip key={digest} tone="neutral">
              {workflow.provider.name} · {workflow.title}
            </Chip>
          ))}
        </div>
        <Button component="a" href={hashHref('use', effect.slug)} size="lg">
          {en.toUseItOnMyClip}
        </Button>
        <Button component="a" href={hashHref('create')} size="lg" variant="default">
          {en.makeALookOfYour}
        </Button>
        <ReportEffect effectId={effect.id} />
      </div>
    </article>
  );
}

const DEFAULT_FRAME_RATE = 25;

/** Before and after, where the clip may be seen as it was; else the result alone. */
function Preview({ effect }: { effect: NonNullable<EffectQuery['effect']> }) {
  const { previewUrl, previewFootage: before } = effect;
  if (!previewUrl) return <Empty title={en.noPublicPreview}>{en.theCreatorKeepsTheFootage}</Empty>;
  if (!before?.proxyUrl)
    return (
      <video
        className={classes.alone}
        src={previewUrl}
        controls
        muted
        loop
        autoPlay={!matchMedia('(prefers-reduced-motion: reduce)').matches}
        playsInline
        aria-label={en.onAClip(effect.title, effect.effectType.title)}
      />
    );
  return (
    <Compare
      example={null}
      footage={{ src: before.proxyUrl, poster: before.posterUrl, label: en.before }}
      version={{ src: previewUrl, label: en.after }}
      ratio={before.width && before.height ? before.width / before.height : 16 / 9}
      frameRate={before.frameRate ?? DEFAULT_FRAME_RATE}
    />
  );
}
