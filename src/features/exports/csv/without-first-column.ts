const [COMMA, LINE_FEED, QUOTE] = [...',\n"'].map((sign) => sign.charCodeAt(0)) as [number, number, number];

/**
 * The records of a CSV (RFC 4180) without their first column, which no quotes are around. A line feed within quotes ends
 * no record. The bytes are moved together where they are.
 */
export async function* withoutFirstColumn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  let isQuoted = false;
  for await (const chunk of chunks) {
    let end = 0;
    for (const byte of chunk) {
      if (isFirst) {
        isFirst = byte !== COMMA;
        continue;
      }
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED && !isQuoted) isFirst = true;
      chunk[end] = byte;
      end += 1;
    }
    if (end > 0) yield chunk.subarray(0, end);
  }
}
