import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allQueries } from '../../dashboards/src/all-queries.ts';
import { eventually } from '../support/eventually.ts';
import { panelsOf, unhealthySources, wrongWith } from './grafana.ts';
import { startTraffic } from './traffic.ts';

/** Objectives are computed twice a minute, some from others. */
const patience = { withinMs: 240_000, everyMs: 5000 };
const queries = allQueries();
const dashboards = [...new Set(queries.map(({ dashboard }) => dashboard))];

describe('Grafana, in the compose stack that runs', () => {
  let stopTraffic = async () => {};
  before(async () => {
    stopTraffic = await startTraffic();
  });
  after(() => stopTraffic());

  it('reaches every data source', async () => {
    await eventually(
      async () => assert.deepEqual(await unhealthySources(['prometheus', 'tempo', 'loki']), []),
      patience,
    );
  });

  for (const dashboard of dashboards) {
    it(`has loaded ${dashboard}, and every panel of it has data`, async () => {
      const expected = queries.filter((query) => query.dashboard === dashboard);
      const panels = await panelsOf(dashboard);
      assert.deepEqual(
        [...new Set(panels.map(({ title }) => title))].sort(),
        [...new Set(expected.map(({ panel }) => panel))].sort(),
      );
      const open = new Set(expected);
      await eventually(async () => {
        const wrong: string[] = [];
        for (const query of open) {
          const problem = await wrongWith(query.expr);
          if (problem) wrong.push(`${query.panel}: ${problem} (${query.expr})`);
          else open.delete(query);
        }
        assert.deepEqual(wrong, []);
      }, patience);
    });
  }
});
