import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { bytes, OtlpWriter, varint } from './otlp-writer.ts';

type Scope = InstrumentationScope & { attributes?: Attributes };

/** What is known of a span or log record besides itself. */
export interface Scoped {
  instrumentationScope: Scope;
}

/** An export request: its bytes, and how many spans or log records are in it. */
export interface OtlpRequest {
  body: Uint8Array;
  items: number;
}

/**
 * Spans or log records of one resource, as bytes from the moment they end: what waits for its export as objects outlives
 * the young generation and is copied by the garbage collector, and encoding a thousand at once holds everything else up
 * (ADR 45).
 */
export class OtlpBatch<Item extends Scoped> {
  /** Those waiting in it. */
  items = 0;
  readonly #resource: Resource;
  readonly #encode: (writer: OtlpWriter, item: Item) => void;
  readonly #scopes = new Map<Scope, OtlpWriter>();
  readonly #request = new OtlpWriter();

  constructor(resource: Resource, encode: (writer: OtlpWriter, item: Item) => void) {
    this.#resource = resource;
    this.#encode = encode;
  }

  add(item: Item): void {
    const scope = item.instrumentationScope;
    let writer = this.#scopes.get(scope);
    if (!writer) {
      writer = new OtlpWriter();
      this.#scopes.set(scope, writer);
    }
    writer.varint(bytes(2));
    this.#encode(writer, item);
    this.items++;
  }

  /** The items so far as an `ExportTraceServiceRequest` or `ExportLogsServiceRequest`, which have the same fields. */
  take(): OtlpRequest {
    const request = this.#request;
    const { items } = this;
    this.items = 0;
    request.varint(bytes(1));
    const begun = request.begin(3);
    this.#writeResource();
    for (const [scope, writer] of this.#scopes) if (writer.length > 0) this.#writeScope(scope, writer);
    if (this.#resource.schemaUrl) request.textField(bytes(3), this.#resource.schemaUrl);
    request.end(begun);
    return { body: request.take(), items };
  }

  #writeResource(): void {
    const request = this.#request;
    request.varint(bytes(1));
    const begun = request.begin(2);
    request.attributes(bytes(1), this.#resource.attributes);
    request.numberField(varint(2), 0);
    request.end(begun);
  }

  #writeScope({ name, version, schemaUrl, attributes }: Scope, written: OtlpWriter): void {
    const request = this.#request;
    request.varint(bytes(2));
    const begun = request.begin(3);
    request.varint(bytes(1));
    const scope = request.begin(1);
    request.textField(bytes(1), name);
    if (version) request.textField(bytes(2), version);
    if (attributes) request.attributes(bytes(3), attributes);
    request.end(scope);
    request.append(written);
    if (schemaUrl) request.textField(bytes(3), schemaUrl);
    request.end(begun);
  }
}
