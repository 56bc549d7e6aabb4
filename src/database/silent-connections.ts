import type pg from 'pg';
import { socketOf } from '#src/database/socket-of.ts';

/** Milliseconds of silence after which another connection asks whether the server still works on the statement. */
export const SILENCE_MS = 10_000;

/** Behind a pooler the process id that a client was given is not the server's; there any answer counts as a sign of life. */
const WORKS = `
  SELECT pg_backend_pid() <> $2::integer OR EXISTS (
    SELECT FROM pg_stat_activity WHERE pid = $1::integer AND coalesce(state, '') NOT LIKE 'idle%') AS works`;

/** What the driver knows of a client and does not tell in its types. */
interface Inside {
  processID: number;
  readyForQuery: boolean;
  _txStatus: string | null;
}

const inside = (client: pg.Client) => client as unknown as Inside;

const connected = new Set<pg.Client>();

/** Closes all connections that are between two transactions: most likely they are lost as well, and new ones cost little. */
function closeIdle(): void {
  for (const client of connected) {
    const { readyForQuery, _txStatus } = inside(client);
    if (readyForQuery && _txStatus !== 'T') socketOf(client).destroy();
  }
}

/** Whether the server works on what the client asked for. @throws where it does not answer. */
async function works(client: pg.Client, another: () => pg.Client): Promise<boolean> {
  const asker = another();
  try {
    await asker.connect();
    const { rows } = await asker.query<{ works: boolean }>(WORKS, [
      inside(client).processID,
      inside(asker).processID,
    ]);
    return rows[0]?.works ?? false;
  } finally {
    socketOf(asker).destroy();
  }
}

/**
 * Ends a connection whose server hangs or was lost without notice, as with its machine, so that its statement is rejected instead
 * of waiting for ever. A server that is only slow is left alone. `another` makes a client of the same server with time limits
 * for connecting and for its one statement.
 */
export function watchSilence(client: pg.Client, another: () => pg.Client, silence = SILENCE_MS): void {
  const stream = socketOf(client);
  connected.add(client);
  client.once('end', () => connected.delete(client));
  stream.setTimeout(silence);
  stream.on('timeout', async () => {
    const heard = stream.bytesRead;
    // Bytes that have come and were not read yet are no silence.
    const waits = () =>
      !inside(client).readyForQuery && stream.readableLength === 0 && stream.bytesRead === heard;
    if (waits()) {
      const working = await works(client, another).catch(() => undefined);
      if (working !== true && waits()) stream.destroy();
      if (working === false) closeIdle();
    }
    // The socket's timer goes off once, until something is sent or heard again.
    if (!stream.destroyed) stream.setTimeout(silence);
  });
}
