/**
 * Calls the phone API.
 * @throws PhoneApiError if it refuses
 */
export async function request<T>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${url}/api${path}`, {
    method,
    ...(body !== undefined && !isForm && { headers: { 'content-type': 'application/json' } }),
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new PhoneApiError(response.status, text);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The phone API refused something. */
export class PhoneApiError extends Error {
  readonly status: number;

  constructor(status: number, body: string) {
    super(`the phone API answered ${status}: ${body}`);
    this.name = 'PhoneApiError';
    this.status = status;
  }
}
