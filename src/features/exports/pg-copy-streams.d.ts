declare module 'pg-copy-streams' {
  import type { Readable } from 'node:stream';
  import type { Submittable } from 'pg';

  export interface CopyToStream extends Readable, Submittable {
    /** Rows copied; known once the server has confirmed the statement, shortly after the last chunk. */
    rowCount: number;
  }

  export function to(sql: string): CopyToStream;
}
