import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** Followers are moved to the leader when they are further apart than this. */
const DRIFT_SECONDS = 0.06;

/** Several muted clips under one hand: the leader's clock drives, the others follow. */
export interface Synced {
  isPlaying: boolean;
  leader: (video: HTMLVideoElement | null) => void;
  follower: (video: HTMLVideoElement | null) => void;
  toggle: () => void;
  /** Steps whole frames, forward or back, and pauses. */
  step: (frames: number) => void;
  seek: (seconds: number) => void;
  /** Calls back with the leader's time on every drawn frame, in seconds. */
  onTime: (listener: (seconds: number, duration: number) => void) => () => void;
}

/**
 * A follower's place for a time of the leader; a shorter clip starts over.
 * @param leadSeconds how far into the follower the leader begins: of an excerpt beside the whole
 */
export function followerTime(leaderSeconds: number, followerDuration: number, leadSeconds = 0): number {
  return followerDuration > 0 ? (leaderSeconds + leadSeconds) % followerDuration : 0;
}

const prefersStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * @param frameRate frames per second of the leader, for stepping
 * @param leadSeconds where in the follower the leader begins, in seconds
 */
export function useSynced(frameRate = 25, leadSeconds = 0): Synced {
  const offset = useRef(leadSeconds);
  offset.current = leadSeconds;
  const leader = useRef<HTMLVideoElement | null>(null);
  const follower = useRef<HTMLVideoElement | null>(null);
  const place = useRef(0);
  const listeners = useRef(new Set<(seconds: number, duration: number) => void>());
  const [isPlaying, setPlaying] = useState(() => !prefersStill());
  const wanted = useRef(isPlaying);
  wanted.current = isPlaying;

  const align = useCallback((isExact: boolean) => {
    const [lead, follow] = [leader.current, follower.current];
    if (lead === null) return;
    place.current = lead.currentTime;
    for (const listener of listeners.current) listener(lead.currentTime, lead.duration || 0);
    if (follow === null || !(follow.duration > 0) || follow.seeking) return;
    const target = followerTime(lead.currentTime, follow.duration, offset.current);
    if (Math.abs(follow.currentTime - target) > (isExact ? 0.001 : DRIFT_SECONDS))
      follow.currentTime = target;
  }, []);

  const apply = useCallback((video: HTMLVideoElement) => {
    if (wanted.current) video.play().catch(() => setPlaying(false));
    else video.pause();
  }, []);

  const attachLeader = useCallback(
    (video: HTMLVideoElement | null) => {
      leader.current = video;
      if (video === null) return;
      // A candidate that is swapped in goes on where the one before it was.
      const resumeAt = place.current;
      const onReady = () => {
        if (resumeAt > 0 && resumeAt < video.duration) video.currentTime = resumeAt;
        apply(video);
        align(true);
      };
      video.addEventListener('loadedmetadata', onReady, { once: true });
      video.addEventListener('seeked', () => align(true));
    },
    [align, apply],
  );
  const attachFollower = useCallback(
    (video: HTMLVideoElement | null) => {
      follower.current = video;
      const onReady = () => {
        if (video === null) return;
        apply(video);
        align(true);
      };
      video?.addEventListener('loadedmetadata', onReady, { once: true });
    },
    [align, apply],
  );

  useEffect(() => {
    for (const video of [leader.current, follower.current]) if (video !== null) apply(video);
    if (!isPlaying) return;
    let frame = requestAnimationFrame(function tick() {
      align(false);
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, align, apply]);

  return useMemo(() => {
    const seek = (seconds: number) => {
      const video = leader.current;
      if (video === null) return;
      video.currentTime = Math.min(Math.max(0, seconds), video.duration || 0);
      align(true);
    };
    return {
      isPlaying,
      leader: attachLeader,
      follower: attachFollower,
      toggle: () => setPlaying((playing) => !playing),
      step: (frames) => {
        setPlaying(false);
        seek((leader.current?.currentTime ?? 0) + frames / frameRate);
      },
      seek,
      onTime: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    };
  }, [isPlaying, attachLeader, attachFollower, align, frameRate]);
}
