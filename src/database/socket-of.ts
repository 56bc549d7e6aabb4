import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * The socket of a client, of which the driver's types do not tell. Destroying it ends the connection whatever it is doing:
 * `end` would wait for an answer that nobody reads.
 */
export const socketOf = (client: pg.Client): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;
