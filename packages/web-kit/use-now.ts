import { useEffect, useState } from 'react';

/** The present moment, read again every `stepMs` milliseconds; stands still while `isPaused`. */
export function useNow(stepMs: number, isPaused = false): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (isPaused) return;
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs, isPaused]);
  return now;
}
