/** SQLSTATE of the PostgreSQL error behind one of the driver's or Sequelize's, where there is one. */
export function sqlState(error: unknown): string | undefined {
  const original = (error as { original?: unknown; parent?: unknown }).original ?? error;
  const code = (original as { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
