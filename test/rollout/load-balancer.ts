import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Part } from '../../tools/stack/part.ts';
import { holdPorts } from '../../tools/stack/ports.ts';
import { debianProgram } from '../support/debian-program.ts';

const SLOTS = ['a', 'b', 'c'] as const;
export type Slot = (typeof SLOTS)[number];

/** HAProxy before a few servers that come and go. It tries nothing twice: what fails behind it fails before it. */
export class LoadBalancer {
  readonly url: string;
  readonly #part: Part;
  readonly #dir: string;

  private constructor(part: Part, url: string, dir: string) {
    this.#part = part;
    this.url = url;
    this.#dir = dir;
  }

  /** Starts it with no server. */
  static async start(): Promise<LoadBalancer> {
    const dir = mkdtempSync(join(tmpdir(), 'tallyscope-proxy-'));
    const [port] = await holdPorts(1);
    const url = `http://127.0.0.1:${port}`;
    const lines = [
      'global',
      `  stats socket ${join(dir, 'admin')} mode 600 level admin`,
      'defaults',
      '  mode http',
      '  retries 0',
      '  timeout connect 2s',
      '  timeout client 60s',
      '  timeout server 30s',
      'frontend votes',
      `  bind 127.0.0.1:${port}`,
      '  monitor-uri /proxy',
      '  default_backend service',
      'backend service',
      ...SLOTS.map((slot) => `  server ${slot} 127.0.0.1:1 disabled`),
    ];
    const file = join(dir, 'haproxy.cfg');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const part = new Part({
      name: 'haproxy',
      command: debianProgram(['haproxy']),
      args: ['-db', '-f', file],
      readyUrl: `${url}/proxy`,
      logFile: join(dir, 'haproxy.log'),
    });
    await part.start();
    return new LoadBalancer(part, url, dir);
  }

  /** Sends requests to the server at that address, too. */
  async add(slot: Slot, url: string): Promise<void> {
    await this.#tell(`set server service/${slot} addr 127.0.0.1 port ${new URL(url).port}`);
    await this.#tell(`set server service/${slot} state ready`);
  }

  /** Sends no further requests there; those under way go on. */
  async remove(slot: Slot): Promise<void> {
    await this.#tell(`set server service/${slot} state drain`);
  }

  async stop(): Promise<void> {
    await this.#part.kill('SIGKILL');
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #tell(command: string): Promise<void> {
    const socket = connect(join(this.#dir, 'admin'));
    socket.write(`${command}\n`);
    const answer = (await text(socket)).trim();
    if (answer && !/port changed|no need to change/.test(answer)) throw new Error(`HAProxy: ${answer}`);
  }
}
