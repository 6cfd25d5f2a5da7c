/** The mark: a gauge of two tides. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={className} fill="none" strokeLinecap="round">
      <rect x="1" y="1" width="22" height="22" rx="6" fill="var(--accent-soft)" />
      <path d="M4.5 10.2c2.4-3.4 5-3.4 7.5 0s5.1 3.4 7.5 0" stroke="var(--accent)" strokeWidth="2" />
      <path
        d="M4.5 15.7c2.4-3.4 5-3.4 7.5 0s5.1 3.4 7.5 0"
        stroke="var(--accent)"
        strokeWidth="2"
        opacity=".5"
      />
    </svg>
  );
}
