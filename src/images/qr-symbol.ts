import QRCode from 'qrcode';

/** Light modules around the symbol that a scanner relies on. Source: ISO/IEC 18004, 4 modules. */
export const QUIET_MODULES = 4;

/** A QR code as a grid of square modules, without what has to be light around it. */
export interface QrSymbol {
  /** Modules a side. */
  readonly size: number;
  /** Whether a module is dark; row and column count from 0. */
  isDark(row: number, column: number): boolean;
}

/**
 * Makes the symbol of a link.
 *
 * Error correction is Q (a quarter of it may be scratched) where that does not enlarge the symbol,
 * and M otherwise: larger modules read better than more correction on the same small label.
 *
 * @throws RangeError when the link is longer than a QR code can hold
 */
export function qrSymbol(link: string): QrSymbol {
  const [strong, plain] = [encode(link, 'Q'), encode(link, 'M')];
  if (plain === undefined) throw new RangeError(`a link of ${link.length} characters is too long`);
  const isAsSmall = strong !== undefined && strong.version <= plain.version;
  const { modules } = isAsSmall ? strong : plain;
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}

/** Undefined when it does not fit into the largest symbol. */
function encode(link: string, errorCorrectionLevel: 'M' | 'Q'): QRCode.QRCode | undefined {
  try {
    return QRCode.create(link, { errorCorrectionLevel });
  } catch {
    return undefined;
  }
}
