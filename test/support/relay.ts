import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A stretch of network in front of a server, which can be made slow or be cut. */
export class Relay {
  /** Milliseconds that everything takes longer, each way. */
  delayMs = 0;
  /** Until this resolves nothing is passed on. */
  held: Promise<void> | undefined;
  /** Where new connections go. */
  target: NetConnectOpts;
  /** Looks at what the server sends, before it is passed on; where it says so, the connection ends there instead. */
  cutsAnswer: (chunk: Buffer) => boolean = () => false;
  #cut = false;
  /** What was connected before `hush` was called; its connections stay open, and nothing passes any more. */
  #hushed = new WeakSet<Socket>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(target: NetConnectOpts) {
    this.target = target;
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      if (this.#cut) client.destroy();
      else this.#join(client, connect({ ...this.target, allowHalfOpen: true }));
    });
  }

  static async listen(target: NetConnectOpts): Promise<Relay> {
    const relay = new Relay(target);
    await once(relay.#server.listen(0, '127.0.0.1'), 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection, and each new one at once. */
  cut(): void {
    this.#cut = true;
    this.drop();
  }

  /** Ends every connection; new ones are let through. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets nothing more through on the connections there are, and tells nobody: as where a machine is lost. New ones work. */
  hush(): void {
    for (const socket of this.#sockets) this.#hushed.add(socket);
  }

  mend(): void {
    this.#cut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      // One after the other, so that a change of the delay changes no order.
      let sent = Promise.resolve();
      const later = (send: () => void) => {
        const due = Date.now() + this.delayMs;
        sent = sent.then(async () => {
          await this.held;
          if (due > Date.now()) await sleep(due - Date.now(), undefined, { ref: false });
          if (!to.destroyed) send();
        });
      };
      from.on('data', (chunk: Buffer) => {
        if (this.#hushed.has(from)) return;
        if (from === server && this.cutsAnswer(chunk)) from.destroy(new Error('cut'));
        else later(() => to.write(chunk));
      });
      from.once('end', () => later(() => to.end()));
      from.on('error', () => to.destroy());
      from.once('close', (broken) => {
        this.#sockets.delete(from);
        if (broken || this.#cut) to.destroy();
      });
    }
  }
}
