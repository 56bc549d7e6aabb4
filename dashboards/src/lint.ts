import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** What is wrong with a set of dashboards, a line each; nothing when all keep to the rules. */
export function lint(dashboards: Dashboard[]): string[] {
  const uids = dashboards.map(({ uid }) => uid ?? '');
  return dashboards.flatMap((dashboard) => {
    const problems = [
      ...whole(dashboard, uids),
      ...panelsOf(dashboard).flatMap(ofPanel),
      ...layout(dashboard),
    ];
    return problems.map((problem) => `${dashboard.uid}: ${problem}`);
  });
}

/** The panels of a dashboard that show something: rows are not among them. */
function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel) => panel.type !== 'row') as Panel[];
}

function whole(dashboard: Dashboard, uids: string[]): string[] {
  const text = JSON.stringify(dashboard);
  const variables = new Set(dashboard.templating?.list?.map(({ name }) => name));
  const used = [...text.matchAll(/\$\{?([a-z]\w*)/g)].map(([, name = '']) => name);
  const linked = [...text.matchAll(/\/d\/([\w-]+)/g)].map(([, uid = '']) => uid);
  return [
    ...unless(/^tallyscope-[a-z-]+$/.test(dashboard.uid ?? ''), 'the uid is not tallyscope-…'),
    ...unless(uids.filter((uid) => uid === dashboard.uid).length === 1, 'the uid is taken twice'),
    ...unless(dashboard.id === undefined, 'it has a numeric id'),
    ...unless(dashboard.tags?.includes('tallyscope'), 'the tag tallyscope is missing'),
    ...unless(dashboard.description?.includes('do not edit'), 'the mark of a generated file is missing'),
    ...unless(
      !/"uid":"(?!\$\{|tallyscope-)[^"]+"/.test(text),
      'a data source is fixed instead of a variable',
    ),
    ...used.filter((name) => !variables.has(name)).map((name) => `there is no variable ${name}`),
    ...linked.filter((uid) => !uids.includes(uid)).map((uid) => `there is no dashboard ${uid} to link to`),
    ...titlesTwice(dashboard),
  ];
}

function titlesTwice(dashboard: Dashboard): string[] {
  const titles = panelsOf(dashboard).map(({ title }) => title);
  return titles
    .filter((title, index) => titles.indexOf(title) < index)
    .map((title) => `two panels are called ${title}`);
}

function ofPanel(panel: Panel): string[] {
  const targets = (panel.targets ?? []) as { expr?: string; legendFormat?: string; datasource?: object }[];
  const problems = [
    ...unless(panel.title, 'has no title'),
    ...unless(/\.$/.test(panel.description ?? ''), 'has no description that ends in a full stop'),
    ...unless(panel.fieldConfig?.defaults.unit, 'has no unit'),
    ...unless(panel.fieldConfig?.defaults.thresholds?.steps.length, 'has no thresholds'),
    ...unless(targets.length > 0, 'asks for nothing'),
    ...unless(
      targets.every(({ expr, legendFormat, datasource }) => expr && legendFormat && datasource),
      'has a query without expression, legend or data source',
    ),
    ...unless(
      targets.every(({ expr = '' }) => !expr.includes('vector(0)')),
      'says 0 where nothing is known',
    ),
    ...unless(
      targets.every(({ expr = '' }) => !/\brate\([^[]*\[\d/.test(expr)),
      'has a rate over a fixed time, which misses samples when zoomed out',
    ),
  ];
  return problems.map((problem) => `${panel.title ?? 'a panel'} ${problem}`);
}

function layout(dashboard: Dashboard): string[] {
  const places = (dashboard.panels ?? []).flatMap(({ title, gridPos }) =>
    gridPos ? [{ title, ...gridPos }] : [],
  );
  return places.flatMap((a, index) => [
    ...unless(a.x + a.w <= 24, `${a.title} is wider than the screen has room for`),
    ...places
      .slice(index + 1)
      .filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
      .map((b) => `${a.title} lies over ${b.title}`),
  ]);
}

function unless(condition: unknown, problem: string): string[] {
  return condition ? [] : [problem];
}
