import {
  IconAlertTriangle,
  IconBinaryTree2,
  IconBulb,
  IconChecks,
  IconCoins,
  IconFlag,
  IconFlask,
  IconGauge,
  IconHistory,
  IconMailExclamation,
  IconMailOff,
  IconPhotoVideo,
  IconPlugConnected,
  IconReceipt,
  IconRoute,
  IconServer2,
  IconSettings,
  IconShieldSearch,
  IconStack2,
  IconTargetArrow,
  IconTrendingUp,
  IconWand,
} from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';

/** What a page is given of the address: the parts after its own name. */
export interface PlaceProps {
  path: readonly string[];
}

export interface Place {
  key: string;
  name: string;
  group: 'Economics' | 'Routing' | 'Operations' | 'Records';
  Icon: typeof IconGauge;
  /** Second key of the chord that goes there: `g`, then this. */
  chord?: string;
  /** More words under which the palette finds it. */
  words?: string;
  Page: ComponentType<PlaceProps>;
}

/** Each page is a chunk of its own: the first load brings the frame and the page that is asked for. */
export const PLACES: readonly Place[] = [
  {
    key: 'margin',
    name: 'Margin',
    group: 'Economics',
    Icon: IconGauge,
    chord: 'm',
    words: 'profit revenue cost',
    Page: lazy(() => import('./features/margin/margin-place.tsx')),
  },
  {
    key: 'why',
    name: 'Why it moved',
    group: 'Economics',
    Icon: IconTrendingUp,
    chord: 'y',
    words: 'drivers waterfall causes',
    Page: lazy(() => import('./features/why/why-page.tsx')),
  },
  {
    key: 'recommendations',
    name: 'Recommendations',
    group: 'Economics',
    Icon: IconBulb,
    chord: 'r',
    words: 'advice proposals',
    Page: lazy(() => import('./features/recommendations/recommendations-page.tsx')),
  },
  {
    key: 'pricing',
    name: 'Pricing',
    group: 'Economics',
    Icon: IconCoins,
    words: 'rate card tokens prices',
    Page: lazy(() => import('./features/pricing/pricing-page.tsx')),
  },
  {
    key: 'routing',
    name: 'Manifest',
    group: 'Routing',
    Icon: IconRoute,
    chord: 'f',
    words: 'routing override rollback snapshot',
    Page: lazy(() => import('./features/routing/routing-page.tsx')),
  },
  {
    key: 'providers',
    name: 'Providers',
    group: 'Routing',
    Icon: IconPlugConnected,
    chord: 'p',
    words: 'health pause workflows',
    Page: lazy(() => import('./features/providers/providers-page.tsx')),
  },
  {
    key: 'studio',
    name: 'Effect Studio',
    group: 'Routing',
    Icon: IconWand,
    chord: 's',
    words: 'workflow editor clone draft revision publish cost',
    Page: lazy(() => import('./features/effect-studio/effect-studio-page.tsx')),
  },
  {
    key: 'exploration',
    name: 'Exploration',
    group: 'Routing',
    Icon: IconBinaryTree2,
    chord: 'e',
    words: 'epsilon budget shadow trial policy simulation',
    Page: lazy(() => import('./features/exploration/exploration-page.tsx')),
  },
  {
    key: 'benchmarks',
    name: 'Benchmarks',
    group: 'Routing',
    Icon: IconFlask,
    words: 'matrix compare',
    Page: lazy(() => import('./features/benchmarks/benchmarks-page.tsx')),
  },
  {
    key: 'approvals',
    name: 'Approvals',
    group: 'Operations',
    Icon: IconChecks,
    chord: 'a',
    words: 'review queue results',
    Page: lazy(() => import('./features/approvals/approvals-page.tsx')),
  },
  {
    key: 'gallery',
    name: 'Gallery',
    group: 'Operations',
    Icon: IconPhotoVideo,
    words: 'effects published revisions roll back unpublish',
    Page: lazy(() => import('./features/gallery/gallery-place.tsx')),
  },
  {
    key: 'bottlenecks',
    name: 'Bottlenecks',
    group: 'Operations',
    Icon: IconAlertTriangle,
    chord: 'b',
    words: 'alerts saturation throttling latency',
    Page: lazy(() => import('./features/bottlenecks/bottlenecks-page.tsx')),
  },
  {
    key: 'workload',
    name: 'Workload',
    group: 'Operations',
    Icon: IconStack2,
    chord: 'w',
    words: 'queue matrix fleet machines waiting',
    Page: lazy(() => import('./features/workload/workload-page.tsx')),
  },
  {
    key: 'agents',
    name: 'GPU agents',
    group: 'Operations',
    Icon: IconServer2,
    words: 'machines fleet drain enrol',
    Page: lazy(() => import('./features/agents/agents-page.tsx')),
  },
  {
    key: 'dead-letters',
    name: 'Dead letters',
    group: 'Operations',
    Icon: IconMailOff,
    words: 'replay quarantine discard',
    Page: lazy(() => import('./features/dead-letters/dead-letters-page.tsx')),
  },
  {
    key: 'undelivered',
    name: 'Undelivered',
    group: 'Operations',
    Icon: IconMailExclamation,
    words: 'notices e-mail mail letters failed retry',
    Page: lazy(() => import('./features/undelivered/undelivered-page.tsx')),
  },
  {
    key: 'log',
    name: 'Action log',
    group: 'Records',
    Icon: IconHistory,
    chord: 'l',
    words: 'events warnings errors',
    Page: lazy(() => import('./features/log/log-page.tsx')),
  },
  {
    key: 'ledger',
    name: 'Token ledger',
    group: 'Records',
    Icon: IconReceipt,
    words: 'reconcile entries invoices accounts',
    Page: lazy(() => import('./features/ledger/ledger-page.tsx')),
  },
  {
    key: 'runs',
    name: 'Run story',
    group: 'Records',
    Icon: IconTargetArrow,
    words: 'trace timeline statement',
    Page: lazy(() => import('./features/runs/run-story-page.tsx')),
  },
  {
    key: 'audit',
    name: 'Audit',
    group: 'Records',
    Icon: IconShieldSearch,
    words: 'who changed what trail history',
    Page: lazy(() => import('./features/audit/audit-page.tsx')),
  },
  {
    key: 'flags',
    name: 'Flags',
    group: 'Records',
    Icon: IconFlag,
    words: 'kill switch feature rollout off on',
    Page: lazy(() => import('./features/flags/flags-page.tsx')),
  },
  {
    key: 'settings',
    name: 'Settings',
    group: 'Records',
    Icon: IconSettings,
    words: 'keys shortcuts sessions look',
    Page: lazy(() => import('./features/settings/settings-page.tsx')),
  },
];
