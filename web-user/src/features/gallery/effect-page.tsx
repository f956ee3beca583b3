import { formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { useQuery } from 'urql';
import classes from './effect-page.module.css';
import { EffectDocument } from './gallery.graphql.ts';

/** One published effect. */
export default function EffectPage({ slug }: { slug: string }) {
  const [{ data, error, fetching }, read] = useQuery({ query: EffectDocument, variables: { slug } });
  const effect = data?.effect;
  if (!effect) {
    if (error !== undefined)
      return <Fault what="The effect could not be loaded" error={error} onRetry={() => read()} />;
    if (fetching) return <Loading rows={2} rowHeight={220} />;
    return (
      <Empty
        title="This effect is not in the gallery any more"
        action={
          <Button component="a" href={hashHref('gallery')} variant="default">
            Look at the others
          </Button>
        }
      />
    );
  }
  const { revision } = effect;
  return (
    <article className={classes.page}>
      <div className={classes.player}>
        {effect.previewUrl ? (
          <video
            src={effect.previewUrl}
            controls
            muted
            loop
            autoPlay={!matchMedia('(prefers-reduced-motion: reduce)').matches}
            playsInline
            aria-label={`${effect.title}: ${effect.effectType.title} on a clip`}
          />
        ) : (
          <Empty title="No public preview">The creator keeps the footage private.</Empty>
        )}
      </div>
      <div className={classes.facts}>
        <nav className={classes.crumbs} aria-label="Breadcrumb">
          <a href={hashHref('gallery')}>Gallery</a> / {effect.effectType.title}
        </nav>
        <h1>{effect.title}</h1>
        <p className={classes.maker}>
          by {effect.creator.displayName}
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
            <dt>Price of a run</dt>
            <dd>{formatTokens(effect.priceTokens)}</dd>
          </div>
          <div>
            <dt>Quality at approval</dt>
            <dd>
              {formatScore(revision.composite)}
              <small> of 100</small>
            </dd>
          </div>
          <div>
            <dt>Used</dt>
            <dd>{effect.useCount}×</dd>
          </div>
          <div>
            <dt>Revision</dt>
            <dd>{revision.number}</dd>
          </div>
        </dl>
        <div className={classes.engines}>
          <h2>Engines that passed</h2>
          {revision.workflows.map(({ digest, workflow }) => (
            <Chip key={digest} tone="neutral">
              {workflow.provider.name} · {workflow.title}
            </Chip>
          ))}
        </div>
        <Button component="a" href={hashHref('use', effect.slug)} size="lg">
          Use it on my clip
        </Button>
        <Button component="a" href={hashHref('create')} size="lg" variant="default">
          Make a look of your own
        </Button>
      </div>
    </article>
  );
}
