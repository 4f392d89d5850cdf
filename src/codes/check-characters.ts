/** Crockford's base32: 0-9 and A-Z without I, L, O and U. A character's place here is its value. */
export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** x⁵ + x² + 1, a primitive polynomial: with it, α = x runs through all 31 nonzero values of GF(32). */
const FIELD = 0b100101;

/** value · α in GF(32). */
function timesAlpha(value: number): number {
  const shifted = value << 1;
  return shifted > 31 ? shifted ^ FIELD : shifted;
}

/**
 * The two check characters of a text in `ALPHABET`, up to 31 characters long.
 *
 * The characters are values d₀ … dₙ₋₁ of the field GF(32), where adding is XOR. The first check
 * is Σ dᵢ, the second Σ α^(n-1-i)·dᵢ (summed by Horner's rule). A character so weighs (1, α^k)
 * with a k of its own, and the checks weigh (1, 0) and (0, 1): any two of these pairs are
 * linearly independent. Changing one or two characters therefore always changes what the checks
 * should be: this is the extended Reed–Solomon code with distance 3. So every wrong character,
 * every two wrong characters and every swap of two (neighbours or not, the checks included) is
 * detected; of anything wilder all but one in 1,024.
 *
 * @throws RangeError when a character is not in `ALPHABET`
 */
export function checkCharacters(data: string): string {
  let sum = 0;
  let weighted = 0;
  for (const character of data) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError('check characters need a text in the base32 alphabet');
    sum ^= value;
    weighted = timesAlpha(weighted) ^ value;
  }
  return ALPHABET.charAt(sum) + ALPHABET.charAt(weighted);
}
