import type { Alert } from '#src/features/observatory/prometheus-api.ts';
import { notice } from '#src/ui/components/notice.ts';
import { table } from '#src/ui/components/table.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';

/** Fires always: its silence is the alarm. */
const WATCHDOG = 'Watchdog';

function cells({ name, severity, summary, since, runbook }: Alert, { locale }: PageContext): Html[] {
  const words = t(locale).observatory;
  return [
    html`${name} <span class="alert-summary">${summary}</span>`,
    html`<span class="badge badge-${severity === 'page' ? 'bad' : 'wait'}">${severity}</span>`,
    Number.isNaN(+since) ? nothing : timeElement(since, locale),
    runbook
      ? html`<a href="${runbook}">${words.runbook}<span class="visually-hidden"> ${name}</span></a>`
      : nothing,
  ];
}

/** Alerts that fire, and whether alerting itself is alive. */
export function alertsTable(context: PageContext, alerts: Alert[]): Html {
  const words = t(context.locale).observatory;
  const others = alerts.filter(({ name }) => name !== WATCHDOG);
  const alive = alerts.length > others.length;
  const pulse = alive ? html`<p>${words.watchdogFires}</p>` : notice('error', words.watchdogSilent, nothing);
  if (others.length === 0) return html`!${pulse}<p>${words.noAlerts}</p>`;
  const columns = [
    { title: words.alert },
    { title: words.severity },
    { title: words.since },
    { title: words.runbook, unlabelled: true },
  ];
  return html`!${pulse}!${table(
    words.alerts,
    columns,
    others.map((alert) => cells(alert, context)),
  )}`;
}
