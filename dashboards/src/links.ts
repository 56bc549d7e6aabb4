import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { loki, placeholder, tempo } from './datasources.ts';

/** Tag that every dashboard carries and the menu of dashboards is made of. */
export const tag = 'tallyscope';

/** The menu at the top of every dashboard, keeping the time range. */
export function dashboardMenu(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Tallyscope')
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .tooltip('The other dashboards of Tallyscope')
    .asDropdown(true)
    .keepTime(true);
}

/** A link to Explore with the traces that a TraceQL query finds in the range on screen. */
export function tracesLink(title: string, traceql: string): DashboardLinkBuilder {
  return exploreLink(title, tempo.uid, { queryType: 'traceql', query: traceql });
}

/** A link to Explore with the log lines that a LogQL query finds in the range on screen. */
export function logsLink(title: string, logql: string): DashboardLinkBuilder {
  return exploreLink(title, loki.uid, { expr: logql });
}

/** A link to another dashboard of this folder, by uid. */
export function boardLink(title: string, uid: string, parameters = ''): DashboardLinkBuilder {
  const query = parameters === '' ? '' : `&${parameters}`;
  return link(title, `/d/${uid}?\${__url_time_range}${query}`);
}

function exploreLink(title: string, datasource: string, query: object): DashboardLinkBuilder {
  const pane = {
    datasource,
    queries: [{ refId: 'A', ...query, datasource: { uid: datasource } }],
    range: { from: placeholder('__from'), to: placeholder('__to') },
  };
  const panes = encodeURIComponent(JSON.stringify({ a: pane }));
  return link(title, `/explore?schemaVersion=1&panes=${restoreVariables(panes)}`);
}

function link(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url);
}

// Grafana replaces variables before it decodes the address, so they must stay readable in it.
function restoreVariables(encoded: string): string {
  return encoded.replaceAll(/%24%7B(\w+)%7D/g, (_, variable: string) => placeholder(variable));
}
