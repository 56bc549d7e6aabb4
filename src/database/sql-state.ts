/** Five characters, and a digit in each that PostgreSQL has; the system's own codes have none, as EPIPE. */
const STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** SQLSTATE of the PostgreSQL error behind one of the driver's or Sequelize's, where there is one. */
export function sqlState(error: unknown): string | undefined {
  const original = (error as { original?: unknown; parent?: unknown }).original ?? error;
  const code = (original as { code?: unknown }).code;
  return typeof code === 'string' && STATE.test(code) ? code : undefined;
}
