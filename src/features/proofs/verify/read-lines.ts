import { createReadStream } from 'node:fs';

/** Text of a byte for a byte: what differs in a file differs here. */
const BYTES = 'latin1';

/** The text as it stands in a file's bytes. */
export const inBytes = (text: string): string => Buffer.from(text).toString(BYTES);
/** What the bytes say. */
export const readable = (bytes: string): string => Buffer.from(bytes, BYTES).toString();

const LONGEST = 120;

/** Bytes of a line at most: the first of a bundle, with every text at its limit, has far fewer. */
const LONGEST_LINE = 1 << 24;

/** A line as it is told of: without its line feed, in quotes, and not too long. */
export function shown(line: string): string {
  const text = readable(line.replace(/\n$/, ''));
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** Hears how many bytes of a file have been read. */
export type ReadListener = (path: string, bytes: number) => void;

/** Lines of a file, each with its line feed, byte for byte. @throws where one is too long to be a line of ours. */
export async function* readLines(path: string, heard?: ReadListener): AsyncGenerator<string> {
  let rest = '';
  let bytes = 0;
  for await (const chunk of createReadStream(path, { encoding: BYTES, highWaterMark: 1 << 20 })) {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n', rest.length); end >= 0; end = text.indexOf('\n', start)) {
      yield text.slice(start, end + 1);
      start = end + 1;
    }
    rest = text.slice(start);
    if (rest.length > LONGEST_LINE) throw new Error(`${path} holds a line of more than 16 MiB`);
    bytes += chunk.length;
    heard?.(path, bytes);
  }
  if (rest !== '') yield rest;
}
