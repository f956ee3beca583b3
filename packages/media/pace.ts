/** How an effect lets time pass, as ffmpeg filters that do the same to any clip of that length. */
export interface Pace {
  /** Length of the result over the length of the footage. */
  durationFactor: number;
  /** On video: gives every frame its new time. Frames are neither made nor dropped. */
  videoFilter: string;
  /** On sound: the same time, the pitch kept. */
  audioFilter: string;
}

const SLOW_FACTOR = 2;
/** Share by which a ramp deviates from even time: from 2.5 times as fast to 0.6 times. */
const RAMP_DEPTH = 0.6;
const RAMP_PERIOD_MS = 3_000;
/** Steps per period in which sound follows: a fifth of a second is not heard as a step. */
const SOUND_STEPS = 8;

/** Source time to result time of a speed ramp: fast, slow, fast again, as long as before. Both in seconds. */
function rampTime(seconds: number, cycles: number, length: number): number {
  const turns = 2 * Math.PI * cycles;
  return seconds - ((length * RAMP_DEPTH) / turns) * Math.sin((turns * seconds) / length);
}

function speedRamp(durationMs: number): Pace {
  const length = durationMs / 1_000;
  const cycles = Math.max(1, Math.round(durationMs / RAMP_PERIOD_MS));
  const turns = (2 * Math.PI * cycles) / length;
  const swing = (RAMP_DEPTH / turns).toFixed(6);
  const steps = cycles * SOUND_STEPS;
  const tempos = Array.from({ length: steps }, (_, i) => {
    const [from, to] = [(i * length) / steps, ((i + 1) * length) / steps];
    const tempo = (to - from) / (rampTime(to, cycles, length) - rampTime(from, cycles, length));
    return { from, tempo: Math.min(4, Math.max(0.5, tempo)) };
  });
  const commands = tempos
    .slice(1)
    .map(({ from, tempo }) => `${from.toFixed(3)} atempo tempo ${tempo.toFixed(3)}`)
    .join(';');
  return {
    durationFactor: 1,
    videoFilter: `setpts='((PTS-STARTPTS)*TB-${swing}*sin(${turns.toFixed(6)}*(PTS-STARTPTS)*TB))/TB'`,
    audioFilter: `asendcmd=c='${commands}',atempo=${tempos[0]!.tempo.toFixed(3)}`,
  };
}

/**
 * How an effect type lets time pass; null where it leaves time alone.
 * @param durationMs length of the footage that it is applied to
 */
export function paceOf(effectTypeId: string, durationMs: number): Pace | null {
  if (effectTypeId === 'slow-motion') {
    return {
      durationFactor: SLOW_FACTOR,
      videoFilter: `setpts=${SLOW_FACTOR}*(PTS-STARTPTS)`,
      audioFilter: `atempo=${1 / SLOW_FACTOR}`,
    };
  }
  return effectTypeId === 'speed-ramp' ? speedRamp(durationMs) : null;
}
