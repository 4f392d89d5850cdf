/** Why a text in HTML was refused, in Telegram's words; without "can't parse entities: ". */
export class HtmlError extends Error {
  readonly code = 'html';

  constructor(reason: string) {
    super(reason);
    this.name = 'HtmlError';
  }
}
