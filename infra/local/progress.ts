/** Shows the steps of a start on a terminal or in a log: one line each, with its time. */
export interface Progress {
  /** Runs one step; what it answers is put behind the step's name. */
  step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>;
  /** A sentence on a line of its own. */
  say(sentence: string): void;
}

export const silentProgress: Progress = { step: (_name, work) => work(), say: () => undefined };

/** The same, but no step begins once the signal was given. */
export function abortable(progress: Progress, signal: AbortSignal | undefined): Progress {
  return {
    say: progress.say,
    step: async (name, work, detail) => {
      signal?.throwIfAborted();
      const result = await progress.step(name, work, detail);
      signal?.throwIfAborted();
      return result;
    },
  };
}

/** @param out lines go here; on a terminal the step under way is shown before it is done */
export function lineProgress(out: NodeJS.WriteStream): Progress {
  const say = (sentence: string) => void out.write(`${sentence}\n`);
  return {
    say,
    step: async (name, work, detail) => {
      const startedMs = performance.now();
      if (out.isTTY) out.write(`  …  ${name}\r`);
      try {
        const result = await work();
        const seconds = ((performance.now() - startedMs) / 1000).toFixed(1).padStart(6);
        say(`  ok ${name.padEnd(20)}${seconds} s   ${detail?.(result) ?? ''}`.trimEnd());
        return result;
      } catch (error) {
        say(`  no ${name}`);
        throw error;
      }
    },
  };
}
