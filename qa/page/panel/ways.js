// @ts-check
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/** Two ways between the same boxes run this far apart. */
const APART = 6;

/**
 * The line from one box to another, as the data of an SVG path: straight between neighbours, else an
 * arc on the side where it crosses little.
 * @param {Box} from @param {Box} to
 */
export function pathOf(from, to) {
  if (Math.abs(from.y - to.y) < 1) return alongRow(from, to);
  if (Math.abs(from.x - to.x) < 1) return alongColumn(from, to);
  return across(from, to);
}

/** @param {Box} from @param {Box} to */
function alongRow(from, to) {
  const isRight = to.x > from.x;
  const [start, end] = isRight ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
  const middle = from.y + from.height / 2 + (isRight ? -APART : APART);
  const isNear = Math.abs(end - start) < from.width;
  if (isNear) return `M${start} ${middle}H${end}`;
  const [a, b] = [from.x + from.width / 2, to.x + to.width / 2];
  const y = from.y + from.height;
  return `M${a} ${y}C${a} ${y + 14} ${b} ${y + 14} ${b} ${y}`;
}

/** @param {Box} from @param {Box} to */
function alongColumn(from, to) {
  const isDown = to.y > from.y;
  const gap = isDown ? to.y - (from.y + from.height) : from.y - (to.y + to.height);
  const x = from.x + from.width / 2 + (isDown ? -APART : APART) * 3;
  if (gap < from.height) {
    return isDown ? `M${x} ${from.y + from.height}V${to.y}` : `M${x} ${from.y}V${to.y + to.height}`;
  }
  const side = from.x - 8 - Math.min(20, gap / 9);
  const [a, b] = [from.y + from.height / 2, to.y + to.height / 2];
  return `M${from.x} ${a}C${side} ${a} ${side} ${b} ${to.x} ${b}`;
}

/** @param {Box} from @param {Box} to */
function across(from, to) {
  const isRight = to.x > from.x;
  const start = isRight ? from.x + from.width : from.x;
  const end = isRight ? to.x : to.x + to.width;
  const [a, b] = [from.y + from.height / 2, to.y + to.height / 2];
  const middle = (start + end) / 2;
  return `M${start} ${a}C${middle} ${a} ${middle} ${b} ${end} ${b}`;
}
