/**
 * Puts `{card 1}` and so on where a text has the verification code of a card, written in any form.
 * @param codes of the cards, in the order of their registration
 */
export function hideCodes(text: string, codes: readonly string[]): string {
  return codes.reduce((rest, code, index) => {
    const anyForm = new RegExp([...code].join('[-\\s]?'), 'gi');
    return rest.replace(anyForm, `{card ${index + 1}}`);
  }, text);
}

/** Puts the codes of this play back. Throws where there is no such card. */
export function fillInCodes(text: string, codes: readonly string[]): string {
  return text.replace(/\{card (\d+)\}/g, (_, number: string) => {
    const code = codes[Number(number) - 1];
    if (code === undefined) throw new Error(`there is no card ${number} in this play`);
    return code;
  });
}
