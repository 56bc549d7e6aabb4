import { connect, type Socket } from 'node:net';

/** An answer: its status, and all of its bytes. */
export type OnAnswer = (status: number, answer: Buffer) => void;

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: (\d+)/i;

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
      if (answer.length < this.#length) {
        this.#answer = answer;
        return;
      }
      this.#answer = undefined;
      onAnswer(Number(answer.toString('latin1', 9, 12)), answer);
    });
  }

  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.removeAllListeners('end').end();
  }
}

/** Bytes of the whole answer that begins with `data`. */
function lengthOf(data: Buffer): number {
  const end = data.indexOf(HEAD_END);
  const length = LENGTH.exec(data.toString('latin1', 0, end + 2))?.[1];
  if (end < 0 || length === undefined) throw new Error(`no answer: ${data.toString('latin1', 0, 200)}`);
  return end + HEAD_END.length + Number(length);
}
