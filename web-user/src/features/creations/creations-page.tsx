import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { runWord } from '@effect-studio/web-kit/run/run-words.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconMovie } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { creations as en } from '../../words/en/creations.ts';
import { CreationsDocument } from './creations.graphql.ts';
import classes from './creations-page.module.css';

const PAGE = 24;

/** The caller's runs, newest first. */
export default function CreationsPage() {
  return (
    <div>
      <header className={classes.head}>
        <h1>{en.creations}</h1>
        <Button component="a" href={hashHref('create')}>
          {en.newCreation}
        </Button>
      </header>
      <CursorPages page={CreationsSlice} />
    </div>
  );
}

function CreationsSlice({ after, onMore }: CursorPageProps) {
  const [{ data, error, fetching }, read] = useQuery({
    query: CreationsDocument,
    variables: { first: PAGE, after },
  });
  if (data === undefined) {
    if (error !== undefined)
      return <Fault what={en.yourCreationsCouldNotBe} error={error} onRetry={() => read()} />;
    return fetching ? <Loading rows={3} rowHeight={150} /> : null;
  }
  const { edges, pageInfo } = data.runs;
  if (edges.length === 0 && after === null) {
    return (
      <Empty
        icon={<IconMovie size={20} aria-hidden />}
        title={en.yourCreationsAppearHere}
        action={
          <Button component="a" href={hashHref('create')} mt={8}>
            {en.makeTheFirstOne}
          </Button>
        }
      >
        {en.anExampleAndAFew}
      </Empty>
    );
  }
  return (
    <>
      <ul className={classes.grid}>
        {edges.map(({ node: run }) => {
          const { word, tone } = runWord(run.state);
          const poster = run.footage.posterUrl ?? run.example?.posterUrl;
          return (
            <li key={run.id}>
              <a className={classes.card} href={hashHref('runs', run.id)}>
                <span className={classes.picture}>
                  {run.resultUrl ? (
                    <video
                      src={run.resultUrl}
                      muted
                      playsInline
                      preload="metadata"
                      aria-hidden
                      tabIndex={-1}
                    />
                  ) : (
                    poster && <img src={poster} alt="" loading="lazy" />
                  )}
                  <span className={classes.chip}>
                    <Chip tone={tone}>{word}</Chip>
                  </span>
                </span>
                <span className={classes.name}>
                  {run.effect?.title ?? (run.wish || en.aLookWithoutWords)}
                </span>
                <span className={classes.meta}>
                  <When at={run.createdAt} />
                </span>
              </a>
            </li>
          );
        })}
      </ul>
      {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => onMore(pageInfo.endCursor!)}>
            {en.showOlderOnes}
          </Button>
        </div>
      )}
    </>
  );
}
