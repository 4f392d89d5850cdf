/** Does what only tells of something, in the log or the metrics: whatever it throws changes nothing of what it tells of. */
export function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // There is nobody left to tell.
  }
}
