/**
 * Draws the two sample photos of the playground: a collectible card on a table, and the same card
 * in its plastic case. Run it with `node playground/samples/draw.ts`; the photos are committed.
 */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { artDefinitions, drawArt } from './card-art.ts';

const WIDTH = 1200;
const HEIGHT = 1600;
const FONT = `font-family="Liberation Sans, Arial, Helvetica, sans-serif"`;

const definitions = `<defs>${artDefinitions}
  <linearGradient id="foil" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f6d88b"/><stop offset=".18" stop-color="#fff6d6"/><stop offset=".36" stop-color="#d9a441"/><stop offset=".52" stop-color="#bfe9ff"/><stop offset=".68" stop-color="#e6b8ff"/><stop offset=".84" stop-color="#ffe7a3"/><stop offset="1" stop-color="#c48a2c"/></linearGradient>
  <linearGradient id="paper" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1f2b57"/><stop offset="1" stop-color="#121a3a"/></linearGradient>
  <linearGradient id="plate" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fffaf0"/><stop offset="1" stop-color="#efe2c8"/></linearGradient>
  <linearGradient id="table" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#b98a5e"/><stop offset=".5" stop-color="#a2744a"/><stop offset="1" stop-color="#7f5734"/></linearGradient>
  <linearGradient id="cloth" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#50606f"/><stop offset="1" stop-color="#28323d"/></linearGradient>
  <linearGradient id="sheen" x1="0" y1="0" x2="1" y2="1"><stop offset=".28" stop-color="#fff" stop-opacity="0"/><stop offset=".42" stop-color="#fff" stop-opacity=".26"/><stop offset=".47" stop-color="#fff" stop-opacity=".05"/><stop offset=".54" stop-color="#fff" stop-opacity=".16"/><stop offset=".66" stop-color="#fff" stop-opacity="0"/></linearGradient>
  <linearGradient id="plastic" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".62"/><stop offset=".5" stop-color="#dce8f2" stop-opacity=".34"/><stop offset="1" stop-color="#fff" stop-opacity=".5"/></linearGradient>
  <linearGradient id="hologram" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#9ff3ff"/><stop offset=".3" stop-color="#d7b3ff"/><stop offset=".55" stop-color="#ffd6ec"/><stop offset=".8" stop-color="#c8ffd9"/><stop offset="1" stop-color="#8fd0ff"/></linearGradient>
  <radialGradient id="light" cx=".3" cy=".18" r=".95"><stop offset="0" stop-color="#fff" stop-opacity=".32"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".42"/></radialGradient>
  <filter id="shadow" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="26"/></filter>
  <filter id="contact" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="7"/></filter>
  <clipPath id="artClip"><rect x="60" y="150" width="760" height="640" rx="18"/></clipPath>
</defs>`;

/** A five-pointed star around (x, y). */
function star(x: number, y: number, radius: number, fill: string): string {
  const corners = Array.from({ length: 10 }, (_, index) => {
    const angle = (Math.PI / 5) * index - Math.PI / 2;
    const reach = index % 2 === 0 ? radius : radius * 0.45;
    return `${(x + reach * Math.cos(angle)).toFixed(1)},${(y + reach * Math.sin(angle)).toFixed(1)}`;
  });
  return `<polygon points="${corners.join(' ')}" fill="${fill}"/>`;
}

function skill(y: number, name: string, text: string, points: number): string {
  return `<circle cx="104" cy="${y - 11}" r="21" fill="#f0793a"/>${star(104, y - 11, 13, '#fff4e6')}
    <text x="142" y="${y}" font-size="32" font-weight="bold" fill="#2b2036" ${FONT}>${name}</text>
    <text x="776" y="${y}" font-size="36" font-weight="bold" fill="#b4481b" text-anchor="end" ${FONT}>${points}</text>
    <text x="142" y="${y + 32}" font-size="23" fill="#5b4d5e" ${FONT}>${text}</text>`;
}

/** The card's front: 880 × 1232 units from the origin. */
function drawCard(): string {
  return `<rect width="880" height="1232" rx="44" fill="url(#foil)"/>
    <rect x="22" y="22" width="836" height="1188" rx="30" fill="url(#paper)"/>
    <text x="62" y="114" font-size="58" font-weight="bold" fill="#fff6df" ${FONT}>Aurora Fox</text>
    <text x="818" y="108" font-size="34" font-weight="bold" fill="#ffd98a" text-anchor="end" ${FONT}>120 HP</text>
    <g clip-path="url(#artClip)"><g transform="translate(60 150)">${drawArt()}</g></g>
    <rect x="60" y="150" width="760" height="640" rx="18" fill="none" stroke="url(#foil)" stroke-width="9"/>
    <rect x="150" y="766" width="580" height="54" rx="27" fill="url(#foil)"/>
    <text x="440" y="803" font-size="27" font-weight="bold" fill="#4a3413" text-anchor="middle" letter-spacing="2" ${FONT}>LEGENDARY · NORTHERN SPIRIT</text>
    <rect x="60" y="842" width="760" height="278" rx="18" fill="url(#plate)"/>
    ${skill(906, 'Lantern Tail', 'Light up the whole board until dawn.', 60)}
    <line x1="90" y1="960" x2="790" y2="960" stroke="#d8c6a4" stroke-width="2"/>
    ${skill(1012, 'Snow Step', 'Leave no tracks. Dodge the next move.', 40)}
    <text x="440" y="1098" font-size="23" font-style="italic" fill="#7a6a58" text-anchor="middle" ${FONT}>“Follow her, and winter lets you pass.”</text>
    <text x="62" y="1174" font-size="26" fill="#c9d3f2" ${FONT}>First edition · 017/120</text>
    ${[0, 1, 2].map((index) => star(800 - index * 44, 1164, 18, '#ffd98a')).join('')}
    <rect width="880" height="1232" rx="44" fill="url(#sheen)"/>`;
}

function shadowOf(width: number, height: number, radius: number): string {
  return `<rect x="14" y="34" width="${width}" height="${height}" rx="${radius}" fill="#000" opacity=".5" filter="url(#shadow)"/>
    <rect x="4" y="8" width="${width}" height="${height}" rx="${radius}" fill="#000" opacity=".45" filter="url(#contact)"/>`;
}

function drawBoards(): string {
  const seams = [150, 415, 700, 980].map(
    (x) =>
      `<rect x="${x}" width="5" height="${HEIGHT}" fill="#4d3117" opacity=".55"/><rect x="${x + 5}" width="2" height="${HEIGHT}" fill="#fff" opacity=".12"/>`,
  );
  const grain = Array.from({ length: 46 }, (_, index) => {
    const x = (index * 173) % WIDTH;
    const bend = ((index * 37) % 26) - 13;
    return `<path d="M${x} -10 Q${x + bend} ${HEIGHT / 2} ${x + bend / 2} ${HEIGHT + 10}" stroke="#5f3d1f" stroke-width="${1 + (index % 3)}" opacity="${0.1 + (index % 4) * 0.05}" fill="none"/>`;
  });
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#table)"/>${grain.join('')}${seams.join('')}`;
}

function drawCloth(): string {
  const threads = Array.from({ length: 130 }, (_, index) => {
    const at = index * 22 - HEIGHT;
    return `<path d="M${at} 0 L${at + HEIGHT} ${HEIGHT}" stroke="#fff" stroke-width="5" opacity=".035"/>`;
  });
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#cloth)"/>${threads.join('')}`;
}

/** The case: 1000 × 1420 units; a label above, the card below, a seal in the corner. */
function drawCase(): string {
  const screws = [
    [38, 38],
    [962, 38],
    [38, 1382],
    [962, 1382],
  ]
    .map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y}" r="13" fill="#fff" opacity=".55"/><circle cx="${x}" cy="${y}" r="7" fill="#7c8a96" opacity=".7"/>`,
    )
    .join('');
  return `${shadowOf(1000, 1420, 46)}
    <rect width="1000" height="1420" rx="46" fill="#e9f1f7" opacity=".55"/>
    <rect width="1000" height="1420" rx="46" fill="url(#plastic)" stroke="#fff" stroke-opacity=".85" stroke-width="5"/>
    <rect x="66" y="56" width="868" height="176" rx="16" fill="#f8fafc"/><rect x="66" y="56" width="868" height="22" rx="11" fill="#2f6fd0"/>
    <text x="102" y="142" font-size="46" font-weight="bold" fill="#182338" ${FONT}>Aurora Fox</text>
    <text x="102" y="194" font-size="29" fill="#4d5a70" ${FONT}>First edition · 017/120 · Legendary</text>
    <text x="898" y="168" font-size="72" font-weight="bold" fill="#2f6fd0" text-anchor="end" ${FONT}>9.5</text>
    <text x="898" y="206" font-size="22" fill="#4d5a70" text-anchor="end" letter-spacing="3" ${FONT}>GEM MINT</text>
    <rect x="84" y="252" width="832" height="1126" rx="36" fill="#1b2430" opacity=".35"/>
    <g transform="translate(104 268) scale(.9)">${drawCard()}</g>
    <g transform="translate(838 1306)"><circle r="78" fill="#000" opacity=".3" filter="url(#contact)"/><circle r="74" fill="url(#hologram)"/><circle r="62" fill="none" stroke="#fff" stroke-width="3" stroke-dasharray="5 6"/>${star(0, 0, 34, '#ffffff')}</g>
    ${screws}
    <path d="M40 0 H420 L60 900 Q0 960 0 860 V46 Q0 0 40 0Z" fill="#fff" opacity=".13"/>
    <path d="M560 0 H690 L150 1420 H46 Q20 1420 20 1400Z" fill="#fff" opacity=".09"/>
    <rect x="9" y="9" width="982" height="1402" rx="40" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="4"/>`;
}

function scene(ground: string, thing: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${definitions}${ground}${thing}<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#light)"/></svg>`;
}

/** Renders a scene with a little grain, as a camera would give it, and writes it beside this script. */
async function takePhoto(name: string, svg: string): Promise<void> {
  const grain = await sharp({
    create: {
      width: WIDTH,
      height: HEIGHT,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 9 },
    },
  })
    .png()
    .toBuffer();
  const photo = await sharp(Buffer.from(svg))
    .composite([{ input: grain, blend: 'soft-light' }])
    .flatten()
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer();
  await writeFile(new URL(`./${name}`, import.meta.url), photo);
  console.log(`${name}: ${Math.round(photo.length / 1024)} KB`);
}

await takePhoto(
  'card-front.jpg',
  scene(
    drawBoards(),
    `<g transform="rotate(-2.4 600 800) translate(160 184)">${shadowOf(880, 1232, 44)}${drawCard()}</g>`,
  ),
);
await takePhoto(
  'card-in-case.jpg',
  scene(drawCloth(), `<g transform="rotate(1.6 600 800) translate(100 90)">${drawCase()}</g>`),
);
