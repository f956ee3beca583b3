import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { IconAlertTriangle } from '@tabler/icons-react';
import { routing as en } from '../../words/en/routing.ts';
import classes from './routing-page.module.css';

/** Said while the economic engine is silent. */
export function StaleBanner({ checkedAt }: { checkedAt: string | null }) {
  return (
    <div className={classes.stale} role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <span>
        <strong>{en.thisManifestIsStale}</strong>
        {en.theEconomicEngineHasBeen}
        {checkedAt !== null && (
          <>
            {en.itLastSaidSo}
            <When at={checkedAt} />
          </>
        )}
        {en.routingGoesOnByIts}
      </span>
    </div>
  );
}
