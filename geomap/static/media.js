// What the reader's device says of itself.

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
export const coarse = matchMedia("(pointer: coarse)");
export const smooth = () => (calm.matches ? "auto" : "smooth");
export const NARROW_PX = 560;  // a map narrower than this shows a sheet at its lower edge instead of a popup
