import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfig } from '#src/config/load-config.ts';
import { MOST_TOKENS } from '#src/features/accounts/access-token-store.ts';
import { ACCOUNT_TURNS } from '#src/features/accounts/account-turns.ts';
import { BUNDLE_LIMIT } from '#src/features/proofs/send-bundle.ts';
import { RECEIPT_LIMIT } from '#src/features/receipts/receipt-parts.ts';
import { AT_ONCE } from '#src/features/results/tally/add-rankings.ts';
import { VOTE_BODY_LIMIT } from '#src/features/votes/vote-request.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { SERVER_LIMITS } from '#src/plugins/server-limits.ts';

const text = readFileSync(new URL('../docs/limits.md', import.meta.url), 'utf8');
const rows = new Map(
  text.split('\n').map((line): [string, string] => {
    const [, what = '', limit = ''] = line.split('|').map((cell) => cell.trim());
    return [what, limit];
  }),
);

const count = (number: number) => number.toLocaleString('en');
const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;
const kibibytes = (bytes: number) => `${bytes / 1024} KiB`;
const perMinute = ({ max, timeWindow }: { max: number; timeWindow: number }) => {
  assert.equal(timeWindow, 60_000);
  return `${max} a minute`;
};

test('the document of limits has the figures that hold', () => {
  const { config } = loadConfig({});
  const { ofOne, waitingOfOne } = ACCOUNT_TURNS;
  const figures: Record<string, string> = {
    'time to the last header, from the connection or the first byte': seconds(SERVER_LIMITS.headersTime),
    'time to the last byte of the body': seconds(SERVER_LIMITS.requestTime),
    'time between two requests of a connection': seconds(SERVER_LIMITS.idleTime),
    'headers of a request': kibibytes(SERVER_LIMITS.headers),
    'number of headers': count(SERVER_LIMITS.headerCount),
    body: `${kibibytes(SERVER_LIMITS.body)}; a vote's ${kibibytes(VOTE_BODY_LIMIT)}`,
    'connections that the process has not taken yet': count(SERVER_LIMITS.backlog),
    'connections, live streams included': count(config.connectionLimit),
    'requests other than votes': count(config.requestLimit),
    'votes that wait for a commit': count(config.voteQueueLimit),
    'votes in one transaction': count(config.voteBatchLimit),
    'connections to PostgreSQL': count(config.databasePoolSize),
    'different rankings of a question that are read at once': count(AT_ONCE),
    'requests of one account that are worked on, and that wait': `${ofOne}, ${waitingOfOne};`,
    'passwords hashed for one address': perMinute(PASSWORD_LIMIT),
    'access tokens of one account': count(MOST_TOKENS),
    'receipt codes tried from one address': perMinute(RECEIPT_LIMIT),
    'proof bundles for one address': perMinute(BUNDLE_LIMIT),
  };
  const wrong = Object.entries(figures).filter(
    ([what, limit]) => !new RegExp(`^${limit}(?![\\d,]*\\d)`).test(rows.get(what) ?? ''),
  );
  assert.deepEqual(wrong, []);
});
