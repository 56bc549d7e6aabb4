import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { allQueries } from '../../dashboards/src/all-queries.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';

interface Rule {
  name: string;
  health: string;
  lastError?: string;
}

/** Rules have intervals of half a minute, and some build on others. */
const patience = { withinMs: 75_000, everyMs: 1000 };

/** Rules, alerts, dashboards and exemplars on live data. */
export function checkRules(bench: () => Bench): void {
  const prometheus = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${bench().stack.urls.prometheus}/api/v1/${path}`);
    return ((await response.json()) as { data: T }).data;
  };

  it('has every rule loaded, evaluated and healthy', async () => {
    const files = ['alerts', 'slo'].flatMap((folder) =>
      readdirSync(join(PROJECT, folder, 'rules')).filter((file) => file.endsWith('.yaml')),
    );
    await eventually(async () => {
      const { groups } = await prometheus<{ groups: { file: string; rules: Rule[] }[] }>('rules');
      assert.equal(new Set(groups.map(({ file }) => file)).size, files.length);
      const unhealthy = groups.flatMap(({ rules }) => rules.filter(({ health }) => health !== 'ok'));
      assert.deepEqual(
        unhealthy.map(({ name, health, lastError }) => `${name}: ${health} ${lastError ?? ''}`),
        [],
      );
    }, patience);
  });

  it('fills every panel of every dashboard', async () => {
    const open = new Map(
      allQueries().map(({ dashboard, panel, expr }) => [`${dashboard} / ${panel}: ${expr}`, expr]),
    );
    await eventually(async () => {
      const problems: string[] = [];
      for (const [name, expr] of open) {
        try {
          assert.ok((await bench().backends.promql(expr)).length > 0, 'is empty');
          open.delete(name);
        } catch (error) {
          problems.push(`${name}: ${(error as Error).message}`);
        }
      }
      assert.deepEqual(problems, []);
    }, patience);
  });

  it('sends the Watchdog through Alertmanager to its receiver', async () => {
    await eventually(async () => {
      assert.ok((await bench().backends.alerts()).includes('Watchdog'));
      const notice = bench().stack.notices.find(({ labels }) => labels.alertname === 'Watchdog');
      assert.equal(notice?.receiver, 'dead-mans-switch');
      assert.equal(notice.status, 'firing');
    }, patience);
  });

  it('lets nothing else that pages fire while all is well', async () => {
    // How fast a machine is that runs the tests is no fault of the service.
    const ofSpeed = ['VoteLatencyBurn', 'PagesBurn'];
    const { alerts } = await prometheus<{ alerts: { state: string; labels: Record<string, string> }[] }>(
      'alerts',
    );
    const paging = alerts.filter(({ state, labels }) => state === 'firing' && labels.severity === 'page');
    assert.deepEqual(
      paging.map(({ labels: { alertname = '' } }) => alertname).filter((name) => !ofSpeed.includes(name)),
      [],
    );
  });

  it('has exemplars that lead to kept traces', async () => {
    await eventually(async () => {
      const now = Date.now() / 1000;
      const parameters = new URLSearchParams({
        query: 'traces_span_metrics_duration_seconds_bucket{span_name=~"POST .*votes"}',
        start: String(now - 600),
        end: String(now),
      });
      const series = await prometheus<{ exemplars: { labels: { trace_id?: string } }[] }[]>(
        `query_exemplars?${parameters}`,
      );
      const traceId = series.flatMap(({ exemplars }) => exemplars).at(-1)?.labels.trace_id;
      assert.ok(traceId, 'there is no exemplar');
      assert.ok((await bench().traces.spans(traceId)).length > 0, `trace ${traceId} is not kept`);
    });
  });
}
