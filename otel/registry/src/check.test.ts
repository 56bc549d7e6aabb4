import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAgainstRegistry, type Seen } from './check.ts';
import { loadRegistry, type Registry } from './load-registry.ts';
import { seenInOtlp } from './seen-in-otlp.ts';

const whole = loadRegistry();
const pick = (...ids: string[]): Registry => ({
  attributes: [],
  signals: whole.signals.filter(({ id }) => ids.includes(id)),
});
const votes: Seen = {
  type: 'metric',
  name: 'votes',
  unit: '{vote}',
  attributes: ['question.id', 'question'],
};

describe('checkAgainstRegistry', () => {
  const registry = pick('metric.votes');

  it('is content with what the registry says', () => {
    assert.deepEqual(checkAgainstRegistry([votes, votes], registry), []);
  });

  const wrong: [string, Seen, string][] = [
    ['another name', { ...votes, name: 'ballots' }, 'metric ballots is not in the registry'],
    ['another unit', { ...votes, unit: '1' }, 'metric votes has the unit 1, not {vote}'],
    [
      'an attribute too many',
      { ...votes, attributes: [...votes.attributes, 'choice'] },
      'metric votes has the attribute choice, which is not in the registry',
    ],
    [
      'an attribute too few',
      { ...votes, attributes: ['question'] },
      'metric votes lacks the attribute question.id',
    ],
  ];
  for (const [what, seen, problem] of wrong)
    it(`finds ${what}`, () => assert.deepEqual(checkAgainstRegistry([votes, seen], registry), [problem]));

  it('finds what never appears', () => {
    assert.deepEqual(checkAgainstRegistry([], registry), [
      'metric votes is in the registry and was never received',
    ]);
    assert.deepEqual(checkAgainstRegistry([], registry, { whole: false }), []);
    assert.deepEqual(checkAgainstRegistry([], pick('metric.http.client.request.duration')), []);
  });

  it('tells spans of one kind apart by the fixed part of their name', () => {
    const attributes = ['rpc.system', 'rpc.service', 'rpc.method'];
    const seen: Seen[] = ['S3.PutObject', 'S3.Put\nObject'].map((name) => ({
      type: 'span',
      name,
      kind: 'client',
      attributes,
    }));
    assert.deepEqual(checkAgainstRegistry(seen, pick('span.s3', 'span.http.client')), []);
    assert.deepEqual(
      checkAgainstRegistry([{ ...seen[0], kind: 'internal' } as Seen], pick('span.http.client')),
      ['span S3.PutObject is not in the registry'],
    );
  });
});

describe('log records', () => {
  const registry = pick('log.request', 'log.message');

  it('hold lines with a text of their own to its attributes, and others to what any line may carry', () => {
    const seen = [
      {
        type: 'log' as const,
        name: 'request',
        attributes: ['http.request.method', 'http.server.request.duration', 'request.id'],
      },
      { type: 'log' as const, name: 'stopping', attributes: ['signal'] },
    ];
    assert.deepEqual(checkAgainstRegistry(seen, registry), []);
  });

  it('find what no line may carry', () => {
    const seen = [{ type: 'log' as const, name: 'stopping', attributes: ['voter'] }];
    assert.deepEqual(checkAgainstRegistry(seen, registry, { whole: false }), [
      'log stopping has the attribute voter, which is not in the registry',
    ]);
  });
});

describe('seenInOtlp', () => {
  it('gives points, spans with their events, and records', () => {
    const attributes = [{ key: 'a' }];
    const seen = seenInOtlp({
      resourceMetrics: [
        {
          scopeMetrics: [
            { metrics: [{ name: 'm', unit: 's', histogram: { dataPoints: [{ attributes }, {}] } }] },
          ],
        },
      ],
      resourceSpans: [
        {
          scopeSpans: [
            { spans: [{ name: 's', kind: 'SPAN_KIND_SERVER', events: [{ name: 'e', attributes }] }] },
          ],
        },
        { scopeSpans: [{ spans: [{ name: 't', kind: 3 }] }] },
      ],
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'said' }, attributes }, {}] }] }],
    });
    assert.deepEqual(
      [...seen],
      [
        { type: 'metric', name: 'm', unit: 's', attributes: ['a'] },
        { type: 'metric', name: 'm', unit: 's', attributes: [] },
        { type: 'span', name: 's', kind: 'server', attributes: [] },
        { type: 'event', name: 'e', attributes: ['a'] },
        { type: 'span', name: 't', kind: 'client', attributes: [] },
        { type: 'log', name: 'said', attributes: ['a'] },
        { type: 'log', name: '', attributes: [] },
      ],
    );
  });
});
