import type { Fault } from '#src/features/observatory/backend.ts';
import { alertsTable } from '#src/features/observatory/pages/alerts-section.ts';
import { objectivesTable } from '#src/features/observatory/pages/objectives-section.ts';
import { faultNotice, section } from '#src/features/observatory/pages/section.ts';
import { tracesList } from '#src/features/observatory/pages/traces-section.ts';
import { votesSection } from '#src/features/observatory/pages/votes-section.ts';
import type { Overview } from '#src/features/observatory/read-overview.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';

/** Why Prometheus has nothing to say to any part of the page, where that is so. */
function commonFault({ counter, alerts, objectives }: Overview): Fault | undefined {
  const { fault } = counter;
  return fault === alerts.fault && fault === objectives.fault ? fault : undefined;
}

/** Votes beside the ledger, objectives, alerts and slow traces, each with a sentence where its source is away. */
export function observatoryPage(context: PageContext, overview: Overview): Html {
  const messages = t(context.locale);
  const words = messages.observatory;
  const { at, grafanaUrl, alerts, objectives, traces } = overview;
  const away = commonFault(overview);
  const missing = html`<p>${words.prometheusTells}</p>`;
  const fromPrometheus = html`!${section({ id: 'alerts', title: words.alerts, backend: 'Prometheus' }, alerts, (value) => alertsTable(context, value), messages)}
!${section({ id: 'objectives', title: words.objectives, backend: 'Prometheus' }, objectives, (value) => objectivesTable(context, value), messages)}`;
  const body = html`<header class="page-head"><h1>${words.title}</h1>!${grafanaUrl ? linkButton(grafanaUrl, words.grafana, 'secondary') : nothing}
<p class="lead">${words.lead} ${words.asOf} !${timeElement(at, context.locale)}.</p></header>
!${votesSection(context, overview, away === undefined)}
!${away ? html`<div class="observed">!${faultNotice('Prometheus', away, messages, missing)}</div>` : fromPrometheus}
!${section({ id: 'traces', title: words.traces, backend: 'Tempo' }, traces, (value) => tracesList(context, value), messages)}`;
  return layout(context, { title: words.title, body, width: 'wide', styles: ['observatory'] });
}
