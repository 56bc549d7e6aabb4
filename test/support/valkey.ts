import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { holdPorts } from '../../tools/stack/ports.ts';
import { debianProgram } from './debian-program.ts';
import { eventually } from './eventually.ts';

/** A real Valkey, or the Redis it comes from, on a port that stays the same while it is stopped and started. */
export class TestValkey {
  readonly url: string;
  readonly #port: number;
  #server: ReturnType<typeof spawn> | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Finds it a free port; it is not started yet. */
  static async prepare(): Promise<TestValkey> {
    const [port = 0] = await holdPorts(1);
    return new TestValkey(port);
  }

  /** Starts it, anew where it runs, empty, and waits until it answers. */
  async start(password: string): Promise<void> {
    await this.stop();
    const program = debianProgram(['redis-server', 'valkey-server']);
    const settings = {
      port: this.#port,
      bind: '127.0.0.1',
      requirepass: password,
      save: '',
      appendonly: 'no',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#server = spawn(program, args, { stdio: 'ignore' });
    const client = this.connect(password);
    try {
      await eventually(() => client.ping(), { withinMs: 60_000, everyMs: 50 });
    } finally {
      client.disconnect();
    }
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  /** A client of the tests' own; to be disconnected. */
  connect(password: string): Redis {
    const client = new Redis(this.url, { password, maxRetriesPerRequest: 0, retryStrategy: () => 50 });
    return client.on('error', () => undefined);
  }
}
