// @ts-check
/** Widest and narrowest shape of a tile: beyond it the picture is cut, as messengers do. */
const NARROW = 0.62;
const WIDE = 2.1;
/** Width divided by height that an album should come near to. */
const GOAL = 1;

/** @param {number} ratio */
const clampRatio = (ratio) => Math.min(WIDE, Math.max(NARROW, ratio));

/**
 * Every way to cut `count` tiles into rows of one to three.
 * @param {number} count
 * @returns {number[][]}
 */
function listRows(count) {
  if (count === 0) return [[]];
  return [1, 2, 3]
    .filter((size) => size <= count)
    .flatMap((size) => listRows(count - size).map((rest) => [size, ...rest]));
}

/**
 * Lays pictures out as a mosaic: rows that all have the full width, whose heights follow from the
 * pictures' shapes. Of all cuts the one is taken whose whole comes nearest to a square with rows of
 * like heights.
 * @param {number[]} ratios width divided by height of each picture, 1–10 of them
 * @returns {{ ratio: number, rows: { height: number, tiles: { index: number, width: number }[] }[] }}
 *   `ratio` of the whole; heights and widths are shares of it
 */
export function layoutAlbum(ratios) {
  const shapes = ratios.map(clampRatio);
  const layouts = listRows(shapes.length).map((sizes) => layoutRows(sizes, shapes));
  const best = layouts.reduce((one, other) => (other.cost < one.cost ? other : one));
  return { ratio: best.ratio, rows: best.rows };
}

/** @param {number[]} sizes @param {number[]} shapes */
function layoutRows(sizes, shapes) {
  let at = 0;
  const rows = sizes.map((size) => {
    const tiles = shapes
      .slice(at, at + size)
      .map((width, offset) => ({ index: at + offset, width }));
    at += size;
    return { height: 1 / tiles.reduce((sum, tile) => sum + tile.width, 0), tiles };
  });
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  const mean = height / rows.length;
  const unevenness =
    rows.reduce((sum, row) => sum + Math.abs(row.height - mean) / mean, 0) / rows.length;
  return {
    ratio: 1 / height,
    rows,
    cost: Math.abs(Math.log(1 / height / GOAL)) + unevenness * 0.5,
  };
}
