import type { AnyValue, Attributes, HrTime } from '@opentelemetry/api';
import { ProtobufWriter } from './protobuf-writer.ts';

/** A tag: a field's number and its wire type, as the `.proto` files of OTLP have them. */
export const varint = (field: number) => field * 8;
export const fixed64 = (field: number) => field * 8 + 1;
export const bytes = (field: number) => field * 8 + 2;
export const fixed32 = (field: number) => field * 8 + 5;

/** Writes the parts that spans and log records share, as opentelemetry/proto/common/v1 has them. */
export class OtlpWriter extends ProtobufWriter {
  timeField(tag: number, [seconds, nanoseconds]: HrTime): void {
    this.varint(tag);
    this.time(seconds, nanoseconds);
  }

  textField(tag: number, text: string): void {
    this.varint(tag);
    this.string(text);
  }

  numberField(tag: number, value: number): void {
    this.varint(tag);
    this.varint(value);
  }

  hexField(tag: number, digits: string): void {
    this.varint(tag);
    this.hex(digits);
  }

  fixed32Field(tag: number, value: number): void {
    this.varint(tag);
    this.fixed32(value);
  }

  /** Each attribute as a `KeyValue` in a field of this tag. */
  attributes(tag: number, attributes: Attributes): void {
    for (const key in attributes) {
      this.varint(tag);
      const begun = this.begin(1);
      this.textField(bytes(1), key);
      this.anyValue(bytes(2), attributes[key]);
      this.end(begun);
    }
  }

  /** An `AnyValue`. */
  anyValue(tag: number, value: AnyValue): void {
    this.varint(tag);
    const begun = this.begin(1);
    if (typeof value === 'string') this.textField(bytes(1), value);
    else if (typeof value === 'boolean') this.numberField(varint(2), value ? 1 : 0);
    else if (typeof value === 'number') this.#anyNumber(value);
    else if (typeof value === 'object' && value !== null) this.#anyObject(value);
    this.end(begun);
  }

  #anyNumber(value: number): void {
    // int64 where it is one, as the SDK does.
    const whole = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
    this.varint(whole ? varint(3) : fixed64(4));
    if (whole) this.int64(value);
    else this.double(value);
  }

  #anyObject(value: object): void {
    if (value instanceof Uint8Array) {
      this.varint(bytes(7));
      this.varint(value.length);
      this.raw(value);
      return;
    }
    this.varint(Array.isArray(value) ? bytes(5) : bytes(6));
    const begun = this.begin(1);
    if (Array.isArray(value)) for (const item of value) this.anyValue(bytes(1), item);
    else this.attributes(bytes(1), value as Attributes);
    this.end(begun);
  }
}
