import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

const connections = 64;

interface Target {
  port: number;
  slug: string;
  choice: number;
}

function request({ slug, choice }: Target): string {
  const body = JSON.stringify({ choices: [choice] });
  const head = [
    `POST /api/v1/questions/${slug}/votes HTTP/1.1`,
    'host: bench',
    'content-type: application/json',
    `idempotency-key: ${randomUUID()}`,
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * Casts `count` votes over keep-alive connections, one in flight on each; gives the seconds it took.
 * @throws where an answer is not 201.
 */
export function castVotes(target: Target, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let sent = 0;
    let answered = 0;
    const open = () => {
      const socket = connect(target.port, '127.0.0.1').setNoDelay();
      const next = () => {
        if (sent++ < count) socket.write(request(target));
        else socket.end();
      };
      socket.on('connect', next);
      socket.on('error', reject);
      // An answer of this route fits one segment of the loopback interface.
      socket.on('data', (data) => {
        const status = data.toString('latin1', 9, 12);
        if (status !== '201') return reject(new Error(`a vote was answered with ${status}`));
        if (++answered === count) resolve((performance.now() - startedAt) / 1000);
        next();
      });
    };
    for (let made = 0; made < connections; made++) open();
  });
}
