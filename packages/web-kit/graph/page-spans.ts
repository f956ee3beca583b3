import { newTraceparent } from './traceparent.ts';

/** A span as the gateway takes it (`gateway/page-spans`); times in milliseconds. */
interface PageSpan {
  traceId: string;
  spanId: string;
  name: string;
  kind: 'operation' | 'subscription' | 'page';
  startedAtMs: number;
  durationMs: number;
  hasFailed: boolean;
  status?: number;
  firstByteMs?: number;
  usableMs?: number;
}

/** A span that has begun. */
export interface OpenSpan {
  /** To be sent along, so that the studio goes on with it. */
  readonly traceparent: string;
  /** Ends it; later calls change nothing. */
  end(outcome: { hasFailed: boolean; status?: number }): void;
}

/** What {@link PageSpans} needs of its page. */
export interface PageSpanSurroundings {
  /** Milliseconds since the page began. */
  now: () => number;
  /** Whether somebody is signed in; until then spans wait. */
  maySend: () => boolean;
  /** Answers whether they were taken. */
  send: (body: string) => Promise<boolean>;
}

/** More than this is not kept: a page that is that busy is better off without. */
const MOST_WAITING = 60;
const SEND_AFTER_MS = 5_000;
/** The gateway takes what began a quarter of an hour ago. */
const OLDEST_MS = 14 * 60_000;
const SAMPLED = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]1$/;

/**
 * Spans of this page: what people wait for, from their side of the network. They are made at all times, and sent only once
 * the studio has said in an answer (`traceresponse`) that it traces; the first refusal ends that.
 */
export class PageSpans {
  readonly #around: PageSpanSurroundings;
  #waiting: PageSpan[] = [];
  #isWanted = false;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(around: PageSpanSurroundings) {
    this.#around = around;
  }

  /** @param name asked for when it ends */
  begin(kind: 'operation' | 'subscription', name: () => string): OpenSpan {
    const traceparent = newTraceparent();
    const startedAtMs = this.#around.now();
    let isOpen = true;
    return {
      traceparent,
      end: ({ hasFailed, status }) => {
        if (!isOpen) return;
        isOpen = false;
        this.#keep({ ...idsOf(traceparent), name: name(), kind, startedAtMs, hasFailed, status });
      },
    };
  }

  /** How long this page took to come, as the browser measured it. */
  loaded({ responseStart, domInteractive, duration }: PerformanceNavigationTiming): void {
    this.#keep({
      ...idsOf(newTraceparent()),
      ...{ name: 'page load', kind: 'page', startedAtMs: 0, durationMs: duration, hasFailed: false },
      ...{ firstByteMs: responseStart, usableMs: domInteractive },
    });
  }

  /** @param traceresponse of an answer; null: nothing is traced, or this one was left out */
  answered(traceresponse: string | null): void {
    if (traceresponse && SAMPLED.test(traceresponse)) this.#isWanted = true;
    this.#schedule();
  }

  /** Sends what waits, at once: a page that is put away may not come again. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#isWanted || this.#waiting.length === 0 || !this.#around.maySend()) return;
    const now = this.#around.now();
    const spans = this.#waiting
      .map(({ startedAtMs, ...span }) => ({ ...span, startedAgoMs: now - startedAtMs }))
      .filter(({ startedAgoMs }) => startedAgoMs < OLDEST_MS);
    this.#waiting = [];
    if (spans.length === 0) return;
    this.#around.send(JSON.stringify({ spans })).then(
      (isTaken) => {
        if (!isTaken) this.#end();
      },
      () => this.#end(),
    );
  }

  #keep(span: Omit<PageSpan, 'durationMs'> & { durationMs?: number }): void {
    if (this.#isOver || this.#waiting.length === MOST_WAITING) return;
    this.#waiting.push({ ...span, durationMs: span.durationMs ?? this.#around.now() - span.startedAtMs });
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#isWanted || this.#isOver || this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(() => this.flush(), SEND_AFTER_MS);
  }

  #end(): void {
    this.#isOver = true;
    this.#waiting = [];
  }
}

function idsOf(traceparent: string): Pick<PageSpan, 'traceId' | 'spanId'> {
  const [, traceId = '', spanId = ''] = traceparent.split('-');
  return { traceId, spanId };
}
