import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { IconAlertTriangle } from '@tabler/icons-react';
import classes from './routing-page.module.css';

/** Said while the economic engine is silent. */
export function StaleBanner({ checkedAt }: { checkedAt: string | null }) {
  return (
    <div className={classes.stale} role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <span>
        <strong>This manifest is stale.</strong> The economic engine has been silent for half an hour
        {checkedAt !== null && (
          <>
            ; it last said so <When at={checkedAt} />
          </>
        )}
        . Routing goes on by its last word, without exploring. Look at the workers.
      </span>
    </div>
  );
}
