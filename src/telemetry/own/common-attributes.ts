import type { Attributes } from '@opentelemetry/api';
import { bytes, OtlpWriter } from '../otlp/otlp-writer.ts';

/** Attributes that many spans have in common, encoded once for all of them. */
export interface CommonAttributes {
  attributes: Attributes;
  /** As field 9 of a span (opentelemetry/proto/trace/v1). */
  encoded: Uint8Array;
}

const writer = new OtlpWriter();

/** Encodes attributes for all spans that will have them. */
export function commonAttributes(attributes: Attributes): CommonAttributes {
  writer.attributes(bytes(9), attributes);
  return { attributes, encoded: writer.take() };
}
