/** The picture on the sample card: 760 × 640 units, a fox under northern lights. */

type Point = readonly [x: number, y: number];

const points = (list: readonly Point[]): string => list.map((point) => point.join(',')).join(' ');

/** Repeatable numbers between 0 and 1, so that every run draws the same stars. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function stars(count: number): string {
  const dice = createDice(7);
  return Array.from({ length: count }, () => {
    const x = Math.round(dice() * 760);
    const y = Math.round(dice() * 380);
    const radius = (0.8 + dice() * 2).toFixed(1);
    const opacity = (0.35 + dice() * 0.6).toFixed(2);
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#fff" opacity="${opacity}"/>`;
  }).join('');
}

function aurora(): string {
  const bands = [
    [
      'M-20 250 C140 90 260 330 420 170 S660 60 800 190 L800 60 C660 -40 560 60 420 40 S140 -30 -20 130Z',
      'auroraGreen',
      0.75,
    ],
    [
      'M-20 330 C120 220 250 380 400 260 S640 170 800 300 L800 190 C640 80 540 230 400 150 S120 130 -20 230Z',
      'auroraBlue',
      0.6,
    ],
    [
      'M-20 180 C160 20 300 210 470 90 S690 30 800 90 L800 20 C690 -20 590 20 470 10 S160 -60 -20 60Z',
      'auroraRose',
      0.55,
    ],
  ] as const;
  return bands
    .map(
      ([path, fill, opacity]) =>
        `<path d="${path}" fill="url(#${fill})" opacity="${opacity}" filter="url(#glow)"/>`,
    )
    .join('');
}

function mountains(): string {
  const far: Point[] = [
    [0, 430],
    [90, 340],
    [150, 390],
    [260, 280],
    [350, 380],
    [430, 320],
    [540, 400],
    [640, 290],
    [760, 400],
    [760, 640],
    [0, 640],
  ];
  const near: Point[] = [
    [0, 500],
    [110, 430],
    [230, 500],
    [330, 450],
    [480, 520],
    [600, 440],
    [760, 500],
    [760, 640],
    [0, 640],
  ];
  const snow: Point[][] = [
    [
      [260, 280],
      [225, 318],
      [250, 312],
      [262, 332],
      [280, 310],
      [302, 325],
    ],
    [
      [640, 290],
      [606, 324],
      [630, 318],
      [645, 338],
      [660, 318],
      [682, 328],
    ],
    [
      [90, 340],
      [66, 364],
      [84, 362],
      [98, 376],
      [118, 363],
    ],
  ];
  return `<polygon points="${points(far)}" fill="url(#mountainFar)"/>
    ${snow.map((cap) => `<polygon points="${points(cap)}" fill="#dff3ff" opacity=".85"/>`).join('')}
    <polygon points="${points(near)}" fill="url(#mountainNear)"/>
    <path d="M0 560 C160 520 300 590 440 560 S680 530 760 570 V640 H0Z" fill="url(#snow)"/>`;
}

/** The fox: half of it is drawn, the other half is its mirror image. */
function fox(): string {
  const half = `
    <polygon points="${points([
      [0, -78],
      [-64, -104],
      [-128, -232],
      [-176, -52],
      [-170, 20],
      [0, 20],
    ])}" fill="#f0793a"/>
    <polygon points="${points([
      [-120, -196],
      [-84, -106],
      [-146, -58],
    ])}" fill="#3a2333"/>
    <polygon points="${points([
      [-120, -196],
      [-108, -128],
      [-146, -58],
    ])}" fill="#f7b98c" opacity=".55"/>
    <polygon points="${points([
      [0, -78],
      [-64, -104],
      [-48, 10],
      [0, 60],
    ])}" fill="#ff9450"/>
    <polygon points="${points([
      [-170, 20],
      [-176, -52],
      [-214, 74],
      [-150, 130],
      [-72, 160],
      [0, 214],
      [0, 120],
      [-96, 44],
    ])}" fill="#fff4e6"/>
    <polygon points="${points([
      [-176, -52],
      [-170, 20],
      [-96, 44],
      [-48, 10],
      [-64, -104],
    ])}" fill="#e0602a"/>
    <polygon points="${points([
      [-214, 74],
      [-150, 130],
      [-128, 62],
      [-170, 20],
    ])}" fill="#ffe2c8"/>
    <polygon points="${points([
      [-48, 10],
      [-96, 44],
      [0, 120],
      [0, 60],
    ])}" fill="#f7853f"/>
    <polygon points="${points([
      [0, 120],
      [-72, 160],
      [-20, 176],
      [0, 214],
    ])}" fill="#ffd9b8"/>
    <path d="M-104 26 Q-82 -4 -50 30 Q-78 46 -104 26Z" fill="#2b1a2c"/>
    <circle cx="-77" cy="24" r="12" fill="#6ff2d2"/><circle cx="-77" cy="24" r="5" fill="#14212f"/><circle cx="-72" cy="19" r="3" fill="#fff"/>
    <polygon points="${points([
      [0, 184],
      [-26, 166],
      [-16, 196],
      [0, 214],
    ])}" fill="#2b1a2c"/>`;
  const mane: Point[] = [
    [0, 330],
    [-210, 330],
    [-250, 190],
    [-190, 210],
    [-214, 90],
    [-120, 150],
    [0, 200],
    [120, 150],
    [214, 90],
    [190, 210],
    [250, 190],
    [210, 330],
  ];
  return `<g transform="translate(380 372)">
    <ellipse cx="0" cy="40" rx="290" ry="260" fill="url(#foxHalo)"/>
    <polygon points="${points(mane)}" fill="url(#mane)"/>
    <polygon points="${points([
      [0, 330],
      [-96, 330],
      [-120, 176],
      [0, 226],
      [120, 176],
      [96, 330],
    ])}" fill="#fff4e6"/>
    <g>${half}</g><g transform="scale(-1 1)">${half}</g>
    <path d="M0 -66 l16 26 -16 30 -16 -30Z" fill="#8ffbe0"/><path d="M0 -66 l16 26 -16 30Z" fill="#5fd9ff" opacity=".8"/>
  </g>`;
}

/** Gradients and filters that the picture needs; they belong into the one `<defs>` of the drawing. */
export const artDefinitions = `
  <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0b1440"/><stop offset=".55" stop-color="#2a3f86"/><stop offset="1" stop-color="#8fb7d9"/></linearGradient>
  <linearGradient id="auroraGreen" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7dffcf" stop-opacity="0"/><stop offset=".7" stop-color="#5df2b6"/><stop offset="1" stop-color="#27d7a0" stop-opacity="0"/></linearGradient>
  <linearGradient id="auroraBlue" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#66d9ff" stop-opacity="0"/><stop offset=".7" stop-color="#4cc3ff"/><stop offset="1" stop-color="#4a6bff" stop-opacity="0"/></linearGradient>
  <linearGradient id="auroraRose" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#ff9ae0" stop-opacity="0"/><stop offset=".7" stop-color="#d889ff"/><stop offset="1" stop-color="#8d6bff" stop-opacity="0"/></linearGradient>
  <linearGradient id="mountainFar" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#5a75b4"/><stop offset="1" stop-color="#2c3f77"/></linearGradient>
  <linearGradient id="mountainNear" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2f4680"/><stop offset="1" stop-color="#1b2a55"/></linearGradient>
  <linearGradient id="snow" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#e8f7ff"/><stop offset="1" stop-color="#9fc6e6"/></linearGradient>
  <linearGradient id="mane" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#e0602a"/><stop offset="1" stop-color="#8f2f1f"/></linearGradient>
  <radialGradient id="foxHalo"><stop offset="0" stop-color="#fff2c4" stop-opacity=".75"/><stop offset=".6" stop-color="#ffd28a" stop-opacity=".2"/><stop offset="1" stop-color="#ffd28a" stop-opacity="0"/></radialGradient>
  <filter id="glow" x="-10%" y="-30%" width="120%" height="160%"><feGaussianBlur stdDeviation="9"/></filter>`;

/** The picture as SVG elements, 760 × 640 units from the origin. */
export function drawArt(): string {
  return `<rect width="760" height="640" fill="url(#sky)"/>${stars(90)}
    <circle cx="600" cy="110" r="52" fill="#fff6da"/><circle cx="582" cy="98" r="46" fill="#1d2c66" opacity=".28"/>
    ${aurora()}${mountains()}${fox()}`;
}
