/** The studio's mark: two frames, one taking on the other's colour. */
export function StudioMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
      <rect x="2" y="2.5" width="12.5" height="19" rx="3.2" fill="var(--es-accent)" />
      <rect x="11" y="6" width="11" height="15.5" rx="3" fill="var(--es-good)" opacity="0.85" />
      <rect x="11" y="6" width="3.5" height="15.5" fill="#fff" opacity="0.55" />
    </svg>
  );
}
