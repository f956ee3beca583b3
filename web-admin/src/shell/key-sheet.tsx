import { Modal } from '@mantine/core';
import { frame as en } from '../words/en/frame.ts';
import classes from './key-sheet.module.css';
import { PLACES } from './places.ts';

const GROUPS = [
  {
    name: en.everywhere,
    keys: [
      ['⌘K or /', 'Search or jump'],
      ['1 2 3', 'Window: hour, day, week'],
      ['j k', 'Next and previous row'],
      ['enter', 'Open the row'],
      ['esc', 'Close'],
      ['?', 'This sheet'],
    ],
  },
  {
    name: en.approvals,
    keys: [
      ['space', 'Play both'],
      [', .', 'One frame back and forward, as do the arrows'],
      ['b', 'Blink: the other clip in its place'],
      ['shift ← or shift →', 'The version before and after'],
      ['j k', 'Next and back in the queue'],
      ['a', 'Approve'],
      ['c', 'Take it, so that nobody else judges it'],
      ['r', 'Reject'],
    ],
  },
] as const;

/** Every shortcut; they can be turned off in the settings. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const places = PLACES.flatMap(({ chord, name }) => (chord ? [[`g ${chord}`, name] as const] : []));
  return (
    <Modal
      opened
      onClose={onClose}
      title={en.keyboard}
      size={640}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <div className={classes.sheet}>
        {[...GROUPS, { name: en.goTo, keys: places }].map(({ name, keys }) => (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map((part) => (part === 'or' ? ' or ' : <kbd key={part}>{part}</kbd>))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
