/** The embedded server cannot be used; the message is one line for the operator and says what to do. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}
