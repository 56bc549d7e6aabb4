import { before, describe } from 'node:test';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { checkAudit } from './check-audit.ts';
import { checkCounting } from './check-counting.ts';
import { checkLogs } from './check-logs.ts';
import { checkRegistry } from './check-registry.ts';
import { checkRules } from './check-rules.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkTraces } from './check-traces.ts';
import { checkUnicode } from './check-unicode.ts';
import { exercise } from './exercise.ts';
import { type Bench, startBench } from './rig/bench.ts';

// One pipeline for all: what one check sends is what the later ones look for.
describe('the pipeline', () => {
  const cleanup = suiteCleanup();
  let started: Bench;
  const bench = () => started;
  before(async () => {
    started = await startBench(cleanup);
    const stop = await exercise(started);
    cleanup.after(stop);
  });

  describe('metrics', () => checkCounting(bench));
  describe('texts', () => checkUnicode(bench));
  describe('traces', () => checkTraces(bench));
  describe('logs', () => checkLogs(bench));
  describe('secrets', () => checkSecrets(bench));
  describe('rules and dashboards', () => checkRules(bench));
  describe('registry', () => checkRegistry(bench));
  describe('audit', () => checkAudit(bench));
});
