import { Backends } from '../../tools/demo/backends.ts';
import { type RunbookSection, runbookSections } from '../../tools/runbook.ts';
import { drills } from './drills.ts';
import type { Scene } from './scene.ts';

const SAMPLES = 6;

/** What can be seen of a fault without being told: addresses, what users meet, and every query of the page alerts. */
export async function symptoms({ stack, web, api, traffic }: Scene): Promise<string> {
  const sections = runbookSections().filter(({ alert }) => drills.some((drill) => drill.alert === alert));
  return [
    'Addresses',
    ...Object.entries({
      pages: web.url,
      API: `${api.url}/docs`,
      Prometheus: `${stack.urls.prometheus}/api/v1/query?query=up`,
      Collector: stack.urls.collectorMetrics,
      traces: `${stack.urls.traces}/api/search`,
    }).map(([name, url]) => `  ${name.padEnd(11)}${url}`),
    `Dashboards  ${[...new Set(sections.map(({ dashboard }) => dashboard))].sort().join(', ')}`,
    'What users met in the last 15 s',
    `  votes      ${traffic.summary('votes')}`,
    `  pages      ${traffic.summary('pages')}`,
    'Queries of the runbook, and what they answer now',
    ...(await answers(sections, new Backends(stack))),
  ].join('\n');
}

async function answers(sections: RunbookSection[], backends: Backends): Promise<string[]> {
  // Sorted, so that their order says nothing.
  const queries = new Set(sections.flatMap(({ runbook }) => runbook.see.map(({ query }) => query)));
  const lines: string[] = [];
  for (const query of [...queries].sort()) {
    const samples = await backends.promql(query);
    lines.push(
      `  ${query}`,
      ...samples.slice(0, SAMPLES).map(({ metric, value }) => `      ${label(metric)} ${short(value[1])}`),
    );
    if (samples.length === 0) lines.push('      nothing');
    if (samples.length > SAMPLES) lines.push(`      and ${samples.length - SAMPLES} more`);
  }
  return lines;
}

function label(metric: Record<string, string>): string {
  const { __name__ = '', slo: _, ...labels } = metric;
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `${__name__}{${pairs.join(', ')}}`;
}

function short(value: string): string {
  return Number.isFinite(Number(value)) ? String(Number(Number(value).toPrecision(4))) : value;
}
