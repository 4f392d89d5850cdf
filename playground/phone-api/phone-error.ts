/** Why the phone API refused something. */
export class PhoneError extends Error {
  /** The HTTP status, 400–499. */
  readonly status: number;
  /** A word for programs, in snake_case. */
  readonly code: string;

  /** @param message a sentence for people */
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'PhoneError';
    this.status = status;
    this.code = code;
  }
}
