import assert from 'node:assert/strict';
import { it } from 'node:test';
import { trace } from '@opentelemetry/api';
import type { Sequelize } from 'sequelize';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { VisitorBook } from './visitor-book.ts';

startMemoryTelemetry();

it('asks for a visitor in the trace of the page, and writes visits in none', async () => {
  const traced = new Map<string, boolean>();
  const query = async (sql: string) => {
    traced.set(sql.includes('INSERT') ? 'written' : 'asked', trace.getActiveSpan() !== undefined);
    return [];
  };
  const book = new VisitorBook({ query } as unknown as Sequelize, {
    secret: 'a secret of at least 32 characters',
    pace: 1,
    onError: assert.fail,
  });
  await trace.getTracer('test').startActiveSpan('a page', () => book.visit('198.51.100.1'));
  await eventually(() => assert.equal(traced.get('written'), false));
  assert.equal(traced.get('asked'), true);
  await book.close();
});
