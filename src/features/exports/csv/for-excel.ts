const MARK = Buffer.from('\ufeff', 'utf16le');

/**
 * Text in UTF-8 as Excel opens it by a double click, whatever the region's list separator is: UTF-16 with its mark, where
 * columns are told apart by tabs.
 */
export async function* forExcel(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  yield MARK;
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf16le');
  // Throws where the last character has lost its end.
  decoder.decode();
}
