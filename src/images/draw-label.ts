import sharp from 'sharp';
import { codeAsSvg, heightOfCode } from './code-glyphs.ts';
import { type QrSymbol, QUIET_MODULES, qrSymbol } from './qr-symbol.ts';

/** What a printer takes the picture's dots for, unless it is told otherwise. */
const DOTS_PER_INCH = 300;

/** How wide a label is printed, about: whole dots a module come first. */
const PRINTED_WIDTH_MM = 25;

const MM_PER_INCH = 25.4;

/** Smaller modules are not read well by a phone: 0.42 mm. Such a label is wider than others. */
const FEWEST_DOTS = 5;

/** At least so many pixels wide on a screen, so that it is sharp on a large one. */
const SCREEN_WIDTH = 1000;

/** Light modules left and right of the code, and below it. */
const SIDE_MODULES = 1;
const BOTTOM_MODULES = 2;

const LIGHT = 255;
const DARK = 0;

/** What a label carries: the symbol of a link, and below it the same for people to read. */
export interface Label {
  readonly link: string;
  /** A code as it is read out: `7K2M-9QXD-4TJE`. */
  readonly code: string;
}

/**
 * Draws a label as a black and white PNG: the QR code with its light margin, each module the same
 * whole number of dots, and the readable code below it. For `print` it is about 2.5 cm wide at the
 * 300 dpi that it says of itself (pHYs); for `screen` it is at least 1000 px wide.
 *
 * @throws RangeError when the link is longer than a QR code can hold, or the code is none
 */
export async function drawLabel(
  { link, code }: Label,
  medium: 'print' | 'screen',
): Promise<Buffer> {
  const symbol = qrSymbol(link);
  const modules = symbol.size + 2 * QUIET_MODULES;
  const dots = dotsOf(modules, medium);
  const width = modules * dots;
  const side = SIDE_MODULES * dots;
  const text = await drawCode(code, width - 2 * side);
  const height = width + text.height + BOTTOM_MODULES * dots;

  const pixels = Buffer.alloc(width * height, LIGHT);
  drawSymbol(pixels, width, symbol, dots);
  for (let row = 0; row < text.height; row++) {
    const from = row * text.width;
    text.pixels.copy(pixels, (width + row) * width + side, from, from + text.width);
  }
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .withMetadata({ density: DOTS_PER_INCH })
    .toColourspace('b-w')
    .png({ compressionLevel: 6, adaptiveFiltering: false })
    .toBuffer();
}

function dotsOf(modules: number, medium: 'print' | 'screen'): number {
  if (medium === 'screen') return Math.ceil(SCREEN_WIDTH / modules);
  const width = (PRINTED_WIDTH_MM / MM_PER_INCH) * DOTS_PER_INCH;
  return Math.max(FEWEST_DOTS, Math.round(width / modules));
}

/** Blackens the dark modules; one row of dots is drawn for each row of modules, and copied. */
function drawSymbol(pixels: Buffer, width: number, symbol: QrSymbol, dots: number): void {
  for (let row = 0; row < symbol.size; row++) {
    const top = (QUIET_MODULES + row) * dots * width;
    for (let column = 0; column < symbol.size; column++) {
      const left = top + (QUIET_MODULES + column) * dots;
      if (symbol.isDark(row, column)) pixels.fill(DARK, left, left + dots);
    }
    for (let line = 1; line < dots; line++)
      pixels.copy(pixels, top + line * width, top, top + width);
  }
}

/** A line of code so many pixels wide, each of them black or white. */
async function drawCode(
  code: string,
  width: number,
): Promise<{ pixels: Buffer; width: number; height: number }> {
  const height = Math.round(heightOfCode(code, width));
  const pixels = await sharp(Buffer.from(codeAsSvg(code, { width, height })))
    .greyscale()
    .threshold()
    .extractChannel(0)
    .raw()
    .toBuffer();
  return { pixels, width, height };
}
