import type { MeterProvider } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, globalErrorHandler } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { withoutTrace } from '../spans.ts';
import { OtlpBatch, type OtlpRequest, type Scoped } from './otlp-batch.ts';
import type { OtlpWriter } from './otlp-writer.ts';
import { type ProcessorMetrics, processorMetrics } from './processor-metrics.ts';

/** What sends requests: the SDK's exporter. */
export interface RequestExporter {
  /** Of a request that was taken without some of its items, `refused` says how many. */
  export(request: OtlpRequest, done: (result: ExportResult & { refused?: number }) => void): void;
  shutdown(): Promise<void>;
}

export interface OtlpQueueOptions<Item> {
  signal: 'span' | 'log';
  resource: Resource;
  encode: (writer: OtlpWriter, item: Item) => void;
  exporter: RequestExporter;
  meterProvider: MeterProvider;
  /** Items that may wait; those beyond are dropped and counted. */
  capacity: number;
  /** Items that are sent at once instead of when the oldest has waited for `delayMs`. */
  batch: number;
  delayMs: number;
}

/**
 * The spans or log records that wait to be exported, in batches, one request after the other. As the SDK's batch
 * processors, but what waits are bytes ({@link OtlpBatch}).
 */
export class OtlpQueue<Item extends Scoped> {
  readonly #options: OtlpQueueOptions<Item>;
  readonly #open: OtlpBatch<Item>;
  readonly #metrics: ProcessorMetrics;
  readonly #full: OtlpRequest[] = [];
  #inFull = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: OtlpQueueOptions<Item>) {
    const { signal, capacity, resource, encode, meterProvider } = options;
    this.#options = options;
    this.#open = new OtlpBatch(resource, encode);
    this.#metrics = processorMetrics(meterProvider, { signal, capacity, size: () => this.#size() });
  }

  #size(): number {
    return this.#open.items + this.#inFull;
  }

  /** Takes an item that does not change any more. */
  add(item: Item): void {
    if (this.#stopped) return;
    if (this.#size() >= this.#options.capacity) {
      this.#metrics.dropped();
      return;
    }
    this.#open.add(item);
    if (this.#open.items >= this.#options.batch) this.#close();
    else this.#timer ??= setTimeout(() => this.#close(), this.#options.delayMs).unref();
  }

  /** Sends what is there; waits for that and for what is under way. */
  async flush(): Promise<void> {
    this.#close();
    await this.#sending;
  }

  /** Sends what is left and takes nothing more. */
  stop(): Promise<void> {
    this.#stopped ??= this.flush().then(() => {
      this.#metrics.stop();
      return this.#options.exporter.shutdown();
    });
    return this.#stopped;
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open.items === 0) return;
    this.#inFull += this.#open.items;
    this.#full.push(this.#open.take());
    // Outside of the request that happened to be the last: it would be held, and the export a part of its trace.
    this.#sending ??= withoutTrace(() => this.#send());
  }

  async #send(): Promise<void> {
    try {
      for (let next = this.#full.shift(); next; next = this.#full.shift()) {
        this.#inFull -= next.items;
        await this.#export(next);
      }
    } finally {
      this.#sending = undefined;
    }
  }

  #export(request: OtlpRequest): Promise<void> {
    return new Promise((resolve) => {
      this.#options.exporter.export(request, ({ code, error, refused = 0 }) => {
        this.#metrics.finished(request.items - refused, error);
        if (refused > 0) this.#metrics.refused(refused);
        if (code !== ExportResultCode.SUCCESS) globalErrorHandler(error ?? new Error('export failed'));
        resolve();
      });
    });
  }
}
