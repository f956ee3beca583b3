import type { Templates } from './template.ts';

/** German; the newest version of each kind. Causes, suggestions and reasons come as they were written. */
export const de: Templates = {
  RESULT_READY: {
    kind: 'RESULT_READY',
    version: 1,
    title: 'Das haben wir für dich gemacht – schau es dir an',
    body: 'Dein Clip ist in voller Länge fertig. Bis jemand ihn freigibt, kannst du noch einen anderen Vorschlag wählen.',
  },
  CLIP_READY: {
    kind: 'CLIP_READY',
    version: 1,
    title: 'Dein Clip ist fertig',
    body: 'Der Effekt liegt darauf, in voller Länge. Schau ihn dir an und lade ihn herunter.',
  },
  EFFECT_PUBLISHED: {
    kind: 'EFFECT_PUBLISHED',
    version: 1,
    title: '„{title}“ ist in der Galerie',
    body: 'Dein Effekt wurde freigegeben und veröffentlicht. Alle können ihn für {priceTokens} auf einen eigenen Clip anwenden.',
  },
  EFFECT_UNPUBLISHED: {
    kind: 'EFFECT_UNPUBLISHED',
    version: 1,
    title: '„{title}“ wurde aus der Galerie genommen',
    body: 'Bei der Prüfung herausgenommen: {reason}',
  },
  EFFECT_WITHDRAWN: {
    kind: 'EFFECT_WITHDRAWN',
    version: 1,
    title: '„{title}“ wird nicht mehr gezeigt',
    body: 'Du hast den Effekt aus der Galerie genommen. Auf der Seite seines Laufs kannst du ihn wieder zeigen lassen.',
  },
  EFFECT_REPUBLISHED: {
    kind: 'EFFECT_REPUBLISHED',
    version: 1,
    title: '„{title}“ ist wieder in der Galerie',
    body: 'Alle können den Effekt wie zuvor auf einen eigenen Clip anwenden. {reason}',
  },
  EFFECT_ROLLED_BACK: {
    kind: 'EFFECT_ROLLED_BACK',
    version: 1,
    title: '„{title}“ gilt wieder in einer früheren Fassung',
    body: 'Bei der Prüfung wurde wieder in Kraft gesetzt, was vorher freigegeben war: {reason}',
  },
  RUN_FAILED: {
    kind: 'RUN_FAILED',
    version: 1,
    title: 'Dein Lauf hat nicht geklappt',
    body: '{cause} {settlement} {suggestion}',
  },
  RUN_REJECTED: {
    kind: 'RUN_REJECTED',
    version: 1,
    title: 'Dein Ergebnis wurde nicht freigegeben',
    body: '{cause} {settlement} {suggestion}',
  },
  RUN_CANCELLED: {
    kind: 'RUN_CANCELLED',
    version: 1,
    title: 'Dein Lauf wurde abgebrochen',
    body: 'Die Arbeit daran wurde angehalten. {settlement}',
  },
  RUN_EXPIRED: {
    kind: 'RUN_EXPIRED',
    version: 1,
    title: 'Dein Lauf dauerte zu lange und wurde beendet',
    body: '{cause} {settlement} {suggestion}',
  },
  VIDEO_REJECTED: {
    kind: 'VIDEO_REJECTED',
    version: 1,
    title: '„{fileName}“ kann nicht verwendet werden',
    body: '{cause} {suggestion}',
  },
  TOKENS_REFUNDED: {
    kind: 'TOKENS_REFUNDED',
    version: 1,
    title: '{amountTokens} sind wieder in deiner Börse',
    body: '{reason}',
  },
  TOKENS_RUNNING_LOW: {
    kind: 'TOKENS_RUNNING_LOW',
    version: 1,
    title: 'Deine Token gehen zur Neige',
    body: 'Du hast noch {availableTokens}; beim Tempo deines letzten Tages reicht das {time}. Ein Lauf, der mehr braucht, wird abgelehnt; kümmere dich vorher um Nachschub.',
  },
};
