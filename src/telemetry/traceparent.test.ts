import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('traceparent', () => {
  it('reads what it writes', () => {
    const header = formatTraceparent({ traceId, spanId, traceFlags: 1 });
    assert.equal(header, `00-${traceId}-${spanId}-01`);
    assert.deepEqual(parseTraceparent(header), { traceId, spanId, traceFlags: 1, isRemote: true });
  });

  it('reads a later version with more fields', () => {
    assert.equal(parseTraceparent(`01-${traceId}-${spanId}-00-more`)?.traceFlags, 0);
  });

  for (const bad of [
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01x`,
  ])
    it(`refuses ${bad}`, () => assert.equal(parseTraceparent(bad), undefined));
});
