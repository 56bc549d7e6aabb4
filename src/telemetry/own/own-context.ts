import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { OwnSpan } from './own-span.ts';

// The API keeps the key of the active span to itself, but asks a context for it.
let spanKey: symbol | undefined;
trace.getSpan({
  getValue(key) {
    spanKey = key;
    return undefined;
  },
  setValue: () => ROOT_CONTEXT,
  deleteValue: () => ROOT_CONTEXT,
});

/** A context in which nothing but a span is set; the API's has a map and three closures each. */
export class OwnContext implements Context {
  readonly span: OwnSpan;

  constructor(span: OwnSpan) {
    this.span = span;
  }

  getValue(key: symbol): unknown {
    return key === spanKey ? this.span : undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    return trace.setSpan(ROOT_CONTEXT, this.span).setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return trace.setSpan(ROOT_CONTEXT, this.span).deleteValue(key);
  }
}
