import { connect, type Socket } from 'node:net';

/** An answer: its status, and all of its bytes. */
export type OnAnswer = (status: number, answer: Buffer) => void;

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: (\d+)/i;
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/**
 * One keep-alive connection with one request in flight. It knows as much of HTTP/1.1 as this service answers with,
 * because on a machine with few cores the load is made at the cost of what is measured.
 */
export class Connection {
  readonly #socket: Socket;
  #answer: Buffer | undefined;
  #length = 0;

  constructor(
    port: number,
    { onOpen, onAnswer, onError }: { onOpen(): void; onAnswer: OnAnswer; onError(e: Error): void },
  ) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay();
    this.#socket.on('connect', onOpen);
    this.#socket.on('error', onError);
    this.#socket.on('end', () => onError(new Error('the service closed a connection')));
    this.#socket.on('data', (data: Buffer) => {
      const answer = this.#answer ? Buffer.concat([this.#answer, data]) : data;
      if (!this.#answer) this.#length = lengthOf(answer);
      if (!this.#isWhole(answer)) {
        this.#answer = answer;
        return;
      }
      this.#answer = undefined;
      onAnswer(Number(answer.toString('latin1', 9, 12)), answer);
    });
  }

  #isWhole(answer: Buffer): boolean {
    if (this.#length > 0) return answer.length >= this.#length;
    return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
  }

  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.removeAllListeners('end').end();
  }
}

/** Bytes of the whole answer that begins with `data`; 0 where it comes in chunks. */
function lengthOf(data: Buffer): number {
  const end = data.indexOf(HEAD_END);
  if (end < 0) throw new Error(`no answer: ${data.toString('latin1', 0, 200)}`);
  const length = LENGTH.exec(data.toString('latin1', 0, end + 2))?.[1];
  return length === undefined ? 0 : end + HEAD_END.length + Number(length);
}
