import type { RefusalReason } from '@effect-studio/schema/events/refusal-reasons';

/** What a refusal says in a language: why, and what to do. */
export interface RefusalWords {
  cause: string;
  suggestion: string;
}

const EXPORT_AGAIN = 'Exportiere ihn noch einmal als MP4 mit H.264 und lade ihn neu hoch.';
const UPLOAD_AGAIN = 'Lade den Clip noch einmal hoch.';
const CHECK_LINK = 'Prüfe, ob sich der Link in einem privaten Fenster öffnet, oder lade die Datei hoch.';
const REWORD = 'Beschreibe den Look, den du möchtest, zum Beispiel „warmer alter Film, Hauttöne behalten“.';
const LATER = 'Versuche es später oder mit einem anderen Clip noch einmal.';

/** German. Numbers and names of providers that the English words have are on the page of the run. */
export const REFUSALS_DE: Readonly<Record<RefusalReason, RefusalWords>> = {
  EMPTY: {
    cause: 'Die Datei ist leer.',
    suggestion: 'Wähle eine andere Datei oder lade sie noch einmal hoch.',
  },
  NOT_A_VIDEO: {
    cause: 'Das ist kein Video in einem Format, das wir kennen.',
    suggestion: 'Lade ein Video hoch (MP4, MOV, WebM, MKV …).',
  },
  TRUNCATED: { cause: 'Die Datei ist unvollständig.', suggestion: EXPORT_AGAIN },
  NO_VIDEO_STREAM: { cause: 'Die Datei enthält kein Bild.', suggestion: 'Lade einen Clip mit Bild hoch.' },
  UNSUPPORTED_CODEC: {
    cause: 'Das Bild liegt in einem Format vor, das wir nicht lesen.',
    suggestion: EXPORT_AGAIN,
  },
  TOO_LARGE: {
    cause: 'Der Clip ist größer, als wir annehmen.',
    suggestion: 'Kürze ihn oder exportiere ihn mit niedrigerer Auflösung.',
  },
  TOO_LONG: {
    cause: 'Der Clip ist länger, als wir annehmen.',
    suggestion: 'Kürze ihn und lade ihn neu hoch.',
  },
  TOO_MANY_PIXELS: {
    cause: 'Das Bild ist größer, als wir annehmen.',
    suggestion: 'Exportiere den Clip mit niedrigerer Auflösung.',
  },
  TOO_MANY_STREAMS: { cause: 'Die Datei enthält zu viele Spuren.', suggestion: EXPORT_AGAIN },
  CORRUPT: { cause: 'Die Datei ist beschädigt.', suggestion: EXPORT_AGAIN },
  CONTAINER_MISMATCH: { cause: 'Die Datei ist nicht das, was ihr Name sagt.', suggestion: EXPORT_AGAIN },
  NEVER_SENT: { cause: 'Der Clip wurde nicht zu Ende hochgeladen.', suggestion: UPLOAD_AGAIN },
  CHANGED_AFTER_CONFIRMATION: {
    cause: 'Die hochgeladene Datei ist nicht die, die bestätigt wurde.',
    suggestion: UPLOAD_AGAIN,
  },
  PROCESSING_FAILED: {
    cause: 'Der Clip konnte auch nach mehreren Versuchen nicht verarbeitet werden.',
    suggestion: `${EXPORT_AGAIN} Das Studio weiß von dem Fehler.`,
  },
  LINK_REFUSED: {
    cause: 'Diesem Link dürfen wir nicht folgen.',
    suggestion: 'Speichere den Clip und lade die Datei hoch.',
  },
  LINK_UNREACHABLE: { cause: 'Hinter dem Link war kein Clip zu holen.', suggestion: CHECK_LINK },
  LINK_TOO_SLOW: {
    cause: 'Der Server hat den Clip nicht rechtzeitig geschickt.',
    suggestion: 'Versuche es später noch einmal oder lade die Datei hoch.',
  },
  WISH_TOO_LONG: { cause: 'Der Wunsch ist zu lang.', suggestion: 'Sag es mit weniger Worten.' },
  WISH_CONTROL_CHARACTERS: { cause: 'Der Wunsch enthält Zeichen, die man nicht sieht.', suggestion: REWORD },
  WISH_INJECTION: {
    cause: 'Der Wunsch gibt der Software Anweisungen, statt einen Look zu beschreiben.',
    suggestion: REWORD,
  },
  WISH_ABUSIVE: { cause: 'Der Wunsch verlangt etwas, das das Studio nicht macht.', suggestion: REWORD },
  NO_TEMPLATE: { cause: 'Für diese Art Effekt fehlt dem Studio noch eine Vorlage.', suggestion: LATER },
  ANALYSIS_FAILED: {
    cause: 'Ein Clip des Laufs konnte nicht untersucht werden.',
    suggestion: `Versuche es noch einmal. ${EXPORT_AGAIN}`,
  },
  ERASED: { cause: 'Der Clip wurde gelöscht.', suggestion: 'Wähle einen anderen Clip.' },
  INSUFFICIENT_TOKENS: {
    cause: 'Als der Lauf beginnen sollte, waren nicht genug Token in deiner Börse.',
    suggestion: 'Lade deine Börse auf und starte ihn noch einmal.',
  },
  NO_ELIGIBLE_PROVIDER: { cause: 'Zurzeit kann das kein Anbieter rendern.', suggestion: LATER },
  ALL_LEGS_FAILED: { cause: 'Keiner der Anbieter konnte es rendern.', suggestion: LATER },
  FINISH_FAILED: {
    cause: 'Kein Vorschlag ließ sich in voller Länge rendern.',
    suggestion: 'Versuche es mit einem kürzeren Clip oder später noch einmal.',
  },
  RUN_DEADLINE: {
    cause: 'Der Lauf dauerte länger, als er darf, und wurde beendet.',
    suggestion: 'Starte ihn noch einmal.',
  },
  WAIT_DEADLINE: {
    cause: 'Der Lauf hat so lange gewartet, wie ein Lauf warten darf, ohne an die Reihe zu kommen.',
    suggestion: 'Starte ihn noch einmal, wenn weniger Läufe unterwegs sind.',
  },
  REJECTED_BY_REVIEWER: {
    cause: 'Das Ergebnis wurde bei der Prüfung nicht freigegeben.',
    suggestion: 'Ändere den Wunsch oder die Clips und starte noch einmal.',
  },
  PUBLISH_FAILED: {
    cause: 'Das Ergebnis wurde freigegeben, kam aber nicht in die Galerie.',
    suggestion: 'Du musst nichts tun: Das Studio weiß von dem Fehler.',
  },
};
