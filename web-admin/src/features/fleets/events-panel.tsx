import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import type { FleetsQuery } from '../../../generated/graphql.ts';
import { fleets as en } from '../../words/en/fleets.ts';
import { fleetEventWords } from './fleet-event-words.ts';
import classes from './fleets.module.css';

interface EventsPanelProps {
  events: FleetsQuery['fleetEvents'];
  isStale: boolean;
  className?: string;
}

/** Why fleets have the size that they have: what admins, the engine and the studio did, the newest first. */
export function EventsPanel({ events, isStale, className }: EventsPanelProps) {
  return (
    <Panel title={en.whatHappened} note={en.newestFirst} className={className} isFlush isStale={isStale}>
      {events.length === 0 ? (
        <Empty title={en.nothingHappenedYet}>{en.sizesThatAreSet}</Empty>
      ) : (
        <ul className={classes.events}>
          {events.map((event) => (
            <li key={event.id}>
              <div>
                <strong>{event.fleet}</strong> {fleetEventWords(event)}
              </div>
              <span>
                <When at={event.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
