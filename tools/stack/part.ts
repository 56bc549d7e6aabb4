import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithThisProcess } from './end-with-this-process.ts';
import { listensOn } from './listens-on.ts';

/** How to start a process and to see that it is ready. */
export interface PartSpec {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Answers 2xx once the part does its work; at a port that the part itself listens on. */
  readyUrl: string;
  logFile: string;
}

const READY_MS = 90_000;
const STOP_MS = 20_000;

/** A process of the stack that can be stopped, killed and started again on the same ports and data. */
export class Part {
  readonly spec: PartSpec;
  #child: ChildProcess | undefined;

  constructor(spec: PartSpec) {
    this.spec = spec;
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return this.#alive ? this.#child?.pid : undefined;
  }

  get #alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it and waits until it is ready. Rejects with one line when it exits or does not become ready in 90 s. */
  async start(): Promise<void> {
    const { name, command, args, cwd, logFile } = this.spec;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    // A group of its own keeps the terminal's Ctrl-C from it: the stack stops its parts in order.
    const child = spawn(command, args, {
      cwd,
      env: this.#env(),
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    await once(child, 'spawn').catch((error: Error) => {
      this.#child = undefined;
      throw new Error(`${name} could not be started: ${error.message}.`);
    });
    endWithThisProcess(child);
    await this.#ready();
  }

  /** Ends it gracefully, and by force after 20 s. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || !this.#alive) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(child), STOP_MS);
    await exited;
    clearTimeout(timer);
  }

  /** Sends a signal to the process itself and, for SIGKILL, waits until it is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || !this.#alive) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    if (signal === 'SIGKILL') await exited;
  }

  /** Stops it where it runs, and starts it again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Resolves with how it ended, at once where it does not run. */
  async ended(): Promise<string> {
    if (this.#child && this.#alive) await once(this.#child, 'exit');
    return this.#child?.signalCode ?? `code ${this.#child?.exitCode}`;
  }

  #env(): NodeJS.ProcessEnv {
    // Nothing else of the caller's environment: an OTEL_* or proxy variable would change what a part does.
    const { PATH, HOME, TMPDIR, LANG } = process.env;
    return { PATH, HOME, TMPDIR, LANG, ...this.spec.env };
  }

  async #ready(): Promise<void> {
    const { name, readyUrl, logFile } = this.spec;
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (!this.#alive)
        throw new Error(
          `${name} ended with ${await this.ended()} (${this.#lastWords()}); its log is ${logFile}.`,
        );
      const ready = await fetch(readyUrl, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
      await ready?.body?.cancel();
      // Another's answer must not hide that the part found its port taken.
      if (ready?.ok && this.pid && listensOn(this.pid, Number(new URL(readyUrl).port))) return;
      await sleep(50);
    }
    await this.stop();
    throw new Error(
      `${name} was not ready after ${READY_MS / 1000} s (${this.#lastWords()}); its log is ${logFile}.`,
    );
  }

  #lastWords(): string {
    const lines = readFileSync(this.spec.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    // Tallyscope's own lines have levels of numbers, and some that are no complaint name an error.type.
    const complaint = lines.findLast((line) =>
      /^[^\s{]*error\b|"level":"(error|fatal)"|level=ERROR/i.test(line),
    );
    return (complaint ?? lines.at(-1))?.trim().slice(0, 300) || 'it wrote nothing';
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}
