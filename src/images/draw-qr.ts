import QRCode from 'qrcode';

/** Light modules around the symbol that a scanner relies on. Source: ISO/IEC 18004, 4 modules. */
const MARGIN_MODULES = 4;

/** At least so many pixels a side, so that it prints sharp. */
const SHORTEST_SIDE = 1000;

/**
 * How a row of pixels is written: by what differs from the one above (PNG's filter 2). Most rows
 * are the same as that, and to try all filters for each takes twice as long (measured: 36 ms, not 68).
 */
const ROWS_LIKE_THE_ONE_ABOVE = { filterType: 2, deflateStrategy: 0 };

/**
 * Draws the QR code of a link as a black and white PNG, a square of at least 1000 px a side in which
 * each module is the same whole number of pixels.
 *
 * Error correction is Q (a quarter of it may be scratched) where that does not enlarge the symbol,
 * and M otherwise: larger modules read better than more correction on the same small label.
 *
 * @throws RangeError when the link is longer than a QR code can hold
 */
export async function drawQr(link: string): Promise<Buffer> {
  const [strong, plain] = [encode(link, 'Q'), encode(link, 'M')];
  if (plain === undefined) throw new RangeError(`a link of ${link.length} characters is too long`);
  const isAsSmall = strong !== undefined && strong.version <= plain.version;
  const symbol = isAsSmall ? strong : plain;
  const modules = symbol.modules.size + 2 * MARGIN_MODULES;
  return QRCode.toBuffer(link, {
    type: 'png',
    version: symbol.version,
    errorCorrectionLevel: isAsSmall ? 'Q' : 'M',
    margin: MARGIN_MODULES,
    scale: Math.ceil(SHORTEST_SIDE / modules),
    rendererOpts: ROWS_LIKE_THE_ONE_ABOVE,
  });
}

/** Undefined when it does not fit into the largest symbol. */
function encode(link: string, errorCorrectionLevel: 'M' | 'Q'): QRCode.QRCode | undefined {
  try {
    return QRCode.create(link, { errorCorrectionLevel });
  } catch {
    return undefined;
  }
}
