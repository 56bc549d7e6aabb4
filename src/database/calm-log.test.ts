import assert from 'node:assert/strict';
import { it } from 'node:test';
import pino from 'pino';
import { calmLog } from './calm-log.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const lost = Object.assign(new Error('getaddrinfo EAI_AGAIN db'), { code: 'EAI_AGAIN' });
const broken = Object.assign(new Error('no such table'), { code: '42P01' });

it('says once a minute that the database is away, by each who asks it, and everything else as it comes', () => {
  const lines: string[] = [];
  let time = 0;
  const log = calmLog(
    pino(
      {},
      {
        write: (text) => {
          const { level, msg, err } = JSON.parse(text);
          lines.push(`${level} ${msg}: ${err?.message}`);
        },
      },
    ),
    { now: () => time },
  );
  log.error({ err: refused }, 'queue');
  log.error({ err: new Error('timeout expired') }, 'queue');
  log.error({ err: { message: 'Connection terminated unexpectedly (Queue: exports)' } }, 'queue');
  log.error({ err: lost }, 'queue');
  log.error({ err: broken }, 'queue');
  log.warn({ err: refused }, 'sealing');
  log.warn({ question: 1 }, 'differs');
  log.info('well');
  time = 59_999;
  log.error({ err: refused }, 'queue');
  time = 60_000;
  log.error({ err: refused }, 'queue');
  time = 120_000;
  log.error({ err: refused }, 'queue');
  assert.deepEqual(lines, [
    '50 queue: connect ECONNREFUSED',
    '50 queue: no such table',
    '40 sealing: connect ECONNREFUSED',
    '40 differs: undefined',
    '30 well: undefined',
    '50 queue (and 4 more times since): connect ECONNREFUSED',
    '50 queue: connect ECONNREFUSED',
  ]);
});
