import { appendFileSync, renameSync, writeFileSync } from 'node:fs';

/** What happened, in the order in which the clients saw it. One event is one line of the file. */
export type HistoryEvent = { at: number } & (
  | { type: 'question'; question: string; kind: string; policy: string; changeable: boolean }
  /** A vote is sent for the first time. `choices` are as the ledger keeps them; `under` is the vote whose key it has, too. */
  | { type: 'invoke'; op: number; question: string; voter: string | null; choices: number[]; under?: number }
  | { type: 'ok'; op: number; ballot: string; receipt: string }
  /** `copies` are how often the vote was sent until then, to whichever process. */
  | { type: 'refused'; op: number; why: string; copies: number }
  /** The client gave up: the vote may be counted or not. */
  | { type: 'unknown'; op: number }
  /** A copy of an acknowledged vote came late, and this is what it was told. */
  | { type: 'again'; op: number; ballot: string }
  /** Ballots that a process said there are; `from` events had happened when it was asked. */
  | { type: 'results'; question: string; total: number; from: number }
  | { type: 'close'; question: string }
  | { type: 'closed'; question: string }
  /** Ballots that the ledger had once the close was acknowledged. */
  | { type: 'sealed'; question: string; ballots: number }
  | { type: 'fault' | 'mended'; fault: string }
);

type Unstamped<E> = E extends HistoryEvent ? Omit<E, 'at'> : never;

/** Writes events down as they happen, so that a run that dies leaves its history. */
export class Recorder {
  readonly events: HistoryEvent[] = [];
  readonly file: string;

  constructor(file: string) {
    this.file = file;
    writeFileSync(file, '');
  }

  add(event: Unstamped<HistoryEvent>): void {
    const stamped = { at: Date.now(), ...event } as HistoryEvent;
    this.events.push(stamped);
    appendFileSync(this.file, `${JSON.stringify(stamped)}\n`);
  }

  /** Moves the file to where it stays. */
  keepAs(file: string): void {
    renameSync(this.file, file);
  }
}
