// @ts-check
/** @import { Admin, Grid, GridPart, Place, Way } from './types.d.ts' */
import { partName, stateName, titled } from './names.js';
import { pathOf } from './ways.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Sizes in the drawing's own units. */
const BOX = { width: 142, height: 28 };
const GAP = { x: 32, y: 9 };
const HEAD = 20;
const PAD = { x: 26, y: 7 };
const PART_GAP = 8;

/**
 * @param {string} tag @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {GridPart} part */
function heightOf({ rows, places }) {
  const head = places.length > 1 ? HEAD : 0;
  return head + rows * BOX.height + (rows - 1) * GAP.y + 2 * PAD.y;
}

/** @param {Place} place @param {number} top */
function boxAt({ row, column }, top) {
  return {
    x: PAD.x + column * (BOX.width + GAP.x),
    y: top + row * (BOX.height + GAP.y),
    ...BOX,
  };
}

/** @param {Way} way */
function wayTitle({ from, to, events }) {
  return `${stateName(from)} → ${stateName(to)}: ${events.filter(Boolean).join(', ')}`;
}

/**
 * The diagram of the session, with its state lit and the ways that lead on from there.
 * @param {HTMLElement} place @param {Grid} grid
 */
export function createDiagram(place, grid) {
  /** @type {Map<string, { x: number, y: number, width: number, height: number }>} */
  const boxes = new Map();
  /** @type {Map<string, Element>} */
  const states = new Map();
  const width = 2 * PAD.x + 3 * BOX.width + 2 * GAP.x;
  const frames = svg('g', {});
  const quiet = svg('g', { class: 'ways' });
  const nodes = svg('g', {});
  const lively = svg('g', { class: 'ways lively' });
  let top = 1;

  for (const part of grid.parts) {
    const height = heightOf(part);
    const head = part.places.length > 1 ? HEAD : 0;
    frames.append(
      svg('rect', { class: 'frame', x: 1, y: top, width: width - 2, height, rx: 12 }),
      ...(head
        ? [svg('text', { class: 'part-name', x: PAD.x, y: top + 18 }, titled(part.path))]
        : []),
    );
    for (const one of part.places) {
      const box = boxAt(one, top + head + PAD.y);
      boxes.set(one.path, box);
      const node = createNode(one, box);
      states.set(one.path, node);
      nodes.append(node);
    }
    top += height + PART_GAP;
  }

  for (const way of grid.ways) {
    if (partName(way.from) === partName(way.to)) quiet.append(createWay(way));
  }

  const drawing = svg(
    'svg',
    { viewBox: `0 0 ${width} ${top - PART_GAP + 1}`, role: 'img' },
    svg(
      'defs',
      {},
      ...['arrow', 'arrow-lively'].map((id) =>
        svg(
          'marker',
          {
            id,
            viewBox: '0 0 8 8',
            refX: 7,
            refY: 4,
            markerUnits: 'userSpaceOnUse',
            markerWidth: id === 'arrow' ? 8 : 11,
            markerHeight: id === 'arrow' ? 8 : 11,
            orient: 'auto-start-reverse',
          },
          svg('path', { d: 'M0 .8 7.4 4 0 7.2z', class: id }),
        ),
      ),
    ),
    frames,
    quiet,
    nodes,
    lively,
  );
  place.append(drawing);

  /** @param {Place} one @param {{ x: number, y: number, width: number, height: number }} box */
  function createNode(one, box) {
    const { x, y } = box;
    const title = one.operation ? `${one.path}: waits for ${one.operation}` : one.path;
    const label = partName(one.path) ? stateName(one.path) : titled(one.path);
    return svg(
      'g',
      { class: `node ${one.kind}`, 'data-state': one.path },
      svg('title', {}, title),
      svg('rect', { ...box, rx: 9 }),
      svg('text', { x: x + BOX.width / 2, y: y + BOX.height / 2 + 4.5 }, label),
    );
  }

  /** @param {Way} way */
  function createWay(way) {
    const from = boxes.get(way.from);
    const to = boxes.get(way.to);
    if (!from || !to) return svg('g', {});
    return svg('path', { d: pathOf(from, to) }, svg('title', {}, wayTitle(way)));
  }

  return {
    /** @param {Admin | null} admin */
    draw: (admin) => {
      const lit = admin?.state ?? '';
      const reachable = new Set(admin?.offers.map(({ to }) => to));
      for (const [path, node] of states) {
        node.classList.toggle('lit', path === lit);
        node.classList.toggle('reachable', reachable.has(path));
      }
      drawing.setAttribute('aria-label', `The session is in ${lit || 'no state'}`);
      lively.replaceChildren(...grid.ways.filter(({ from }) => from === lit).map(createWay));
    },
    /** Shows one state, as the target of what is pointed at. @param {string | null} path */
    point: (path) => {
      for (const [each, node] of states) node.classList.toggle('pointed', each === path);
    },
  };
}
