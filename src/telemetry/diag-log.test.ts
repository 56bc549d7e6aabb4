import assert from 'node:assert/strict';
import { it } from 'node:test';
import { diagLog } from './diag-log.ts';

it('tells an error of the SDK once a minute, with how many were left out', () => {
  const lines: string[] = [];
  let time = 0;
  const log = diagLog(
    (line) => lines.push(line),
    () => time,
  );
  log.error('{"message":"connect ECONNREFUSED","stack":"…"}');
  log.error('export timed out');
  time = 59_999;
  log.error('export timed out');
  time = 60_000;
  log.error('export timed out');
  log.warn('dropped');
  time = 120_000;
  log.warn('Received Partial Success response:', '{"rejectedSpans":5}');
  assert.deepEqual(lines, [
    'tallyscope: telemetry: connect ECONNREFUSED\n',
    'tallyscope: telemetry: export timed out (and 2 more errors since)\n',
    'tallyscope: telemetry: the Collector refused a part: {"rejectedSpans":5}\n',
  ]);
});
