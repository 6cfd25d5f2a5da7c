/** Said wherever data comes from a simulation. */
export function SimulatedLabel() {
  return (
    <span className="inline-flex h-[18px] items-center rounded-sm border border-line-strong border-dashed px-1.5 text-[11px] text-text-soft leading-none">
      Simulated
    </span>
  );
}
