import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An alert as Alertmanager's webhook tells of it, and which receiver it was for. */
export interface Notice {
  receiver: string;
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  receivedAt: Date;
}

/** The end of the line for alerts on this machine: keeps the last 1000 that Alertmanager sent. */
export class AlertReceiver {
  readonly notices: Notice[] = [];
  /** Told of each notice as it comes. */
  onNotice: (notice: Notice) => void = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      const { receiver, alerts = [] } = JSON.parse(body || '{}');
      const notices = alerts.map((alert: Notice) => ({ ...alert, receiver, receivedAt: new Date() }));
      this.notices.push(...notices);
      this.notices.splice(0, this.notices.length - 1000);
      for (const notice of notices) this.onNotice(notice);
      response.end();
    });
  }

  static async listen(): Promise<AlertReceiver> {
    const receiver = new AlertReceiver();
    await once(receiver.#server.listen(0, '127.0.0.1'), 'listening');
    receiver.#server.unref();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
