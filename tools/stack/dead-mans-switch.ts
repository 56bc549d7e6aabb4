import { AlertReceiver } from './alert-receiver.ts';

/**
 * Seconds without the Watchdog after which it is missed. Alertmanager sends it every 30 to 45 s, and for a minute more
 * once Prometheus has stopped sending it: so a dead Prometheus is noticed within two and a half minutes.
 */
export const PATIENCE_SECONDS = 90;

/**
 * The one outside that hears the Watchdog all the time, and raises the alarm when it stops coming. What a shop would
 * use is a service elsewhere; this one shows that the configuration works with one.
 */
export class DeadMansSwitch {
  readonly #receiver: AlertReceiver;
  readonly #patienceMs: number;
  readonly #alarms: Date[] = [];
  #timer: NodeJS.Timeout | undefined;

  private constructor(receiver: AlertReceiver, patienceMs: number) {
    this.#receiver = receiver;
    this.#patienceMs = patienceMs;
    receiver.onNotice = ({ labels, status }) => {
      if (labels.alertname === 'Watchdog' && status === 'firing') this.#hear();
    };
  }

  static async listen(patienceSeconds = PATIENCE_SECONDS): Promise<DeadMansSwitch> {
    return new DeadMansSwitch(await AlertReceiver.listen(), 1000 * patienceSeconds);
  }

  /** Where Alertmanager sends the Watchdog. */
  get url(): string {
    return this.#receiver.url;
  }

  /** How often the Watchdog was heard. */
  get heard(): number {
    return this.#receiver.notices.length;
  }

  /** When it raised the alarm, oldest first; once for each silence, and never before the Watchdog was heard. */
  get alarms(): readonly Date[] {
    return this.#alarms;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#receiver.close();
  }

  #hear(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#alarms.push(new Date()), this.#patienceMs);
    this.#timer.unref();
  }
}
