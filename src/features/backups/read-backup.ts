/** A piece of a backup: a line of SQL, or rows of the COPY that the line before them began. */
export type BackupPiece = { line: string } | { rows: Buffer } | { copied: true };

const STOP = Buffer.from('\n\\.\n');
const EMPTY = Buffer.from('\\.\n');

/** Cuts a backup's bytes, however they come, into lines and rows. */
export async function* readBackup(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPiece> {
  let left: Buffer = Buffer.alloc(0);
  let rows: 'none' | 'first' | 'more' = 'none';
  for await (const chunk of bytes) {
    left = left.length > 0 ? Buffer.concat([left, chunk]) : chunk;
    for (;;) {
      if (rows === 'none') {
        const end = left.indexOf('\n');
        if (end === -1) break;
        const line = left.toString('utf8', 0, end);
        left = left.subarray(end + 1);
        if (line.startsWith('COPY ')) rows = 'first';
        yield { line };
      } else if (rows === 'first') {
        if (left.length < EMPTY.length) break;
        rows = 'more';
        if (!left.subarray(0, EMPTY.length).equals(EMPTY)) continue;
        left = left.subarray(EMPTY.length);
        rows = 'none';
        yield { copied: true };
      } else {
        const end = left.indexOf(STOP);
        // What may be the beginning of the end waits for what follows.
        const cut = end === -1 ? Math.max(0, left.length - STOP.length + 1) : end + 1;
        if (cut > 0) yield { rows: left.subarray(0, cut) };
        left = left.subarray(end === -1 ? cut : end + STOP.length);
        if (end === -1) break;
        rows = 'none';
        yield { copied: true };
      }
    }
  }
}
