/** The fields of one protobuf message: bytes for length-delimited ones, numbers for varints. Fixed-width ones are skipped. */
export type Fields = Map<number, (Buffer | number)[]>;

function readVarint(bytes: Buffer, start: number): { value: number; next: number } {
  let value = 0;
  let next = start;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes.readUInt8(next++);
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next };
  }
}

/** Reads one message of the protobuf wire format (protobuf.dev, "Encoding"). */
export function readFields(bytes: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  while (at < bytes.length) {
    const { value: tag, next } = readVarint(bytes, at);
    const wireType = tag & 7;
    at = next;
    if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
      continue;
    }
    const { value, next: afterValue } = readVarint(bytes, at);
    at = wireType === 2 ? afterValue + value : afterValue;
    const field = wireType === 2 ? bytes.subarray(afterValue, at) : value;
    const id = Math.floor(tag / 8);
    const values = fields.get(id);
    if (values) values.push(field);
    else fields.set(id, [field]);
  }
  return fields;
}

/** The messages of a repeated field. */
export const messages = (fields: Fields, id: number): Fields[] =>
  (fields.get(id) ?? []).map((value) => readFields(value as Buffer));
