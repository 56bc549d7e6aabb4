import { Agent, request } from 'node:http';

const ANSWER_MS = 3000;
const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/** A vote as it goes over the wire. */
export interface SentVote {
  slug: string;
  key: string;
  choices: readonly number[];
  credential?: string | undefined;
  headers?: Record<string, string> | undefined;
}

/** What the service said. */
export interface VoteAnswer {
  status: number;
  ballot: string;
  receipt: string;
  /** Last part of the problem's type, where it is one. */
  problem: string;
  cookies: string[];
}

function read(status: number, text: string, cookies: string[] = []): VoteAnswer | undefined {
  try {
    const { ballot = '', receipt = '', type = '' } = JSON.parse(text);
    return { status, ballot, receipt, problem: String(type).split(':').at(-1) ?? '', cookies };
  } catch {
    // An answer that was cut off is none.
    return undefined;
  }
}

/** Sends a vote once; undefined where no whole answer came back. */
export function sendVote(
  url: string,
  { slug, key, choices, credential, headers }: SentVote,
): Promise<VoteAnswer | undefined> {
  return new Promise((resolve) => {
    const call = request(`${url}/api/v1/questions/${slug}/votes`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
    });
    const timer = setTimeout(() => call.destroy(), ANSWER_MS);
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', () => resolve(undefined));
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve(
          response.complete
            ? read(response.statusCode ?? 0, text, response.headers['set-cookie'])
            : undefined,
        );
      });
    });
    call.on('error', () => resolve(undefined));
    call.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    call.end(JSON.stringify({ choices, ...(credential && { credential }) }));
  });
}
