import type { Alert, Runbook } from '../alerts/src/alert.ts';
import { alertGroups } from '../alerts/src/alert-groups.ts';
import type { Severity } from '../alerts/src/notice.ts';
import { burnAlertName, burnNotice } from '../slo/src/burn-alert.ts';
import { readSlos } from '../slo/src/read-slo.ts';
import type { Slo } from '../slo/src/slo.ts';

/** A section of the runbook; its heading is the name of the alert, which the links in notices end in. */
export interface RunbookSection {
  alert: string;
  severities: Severity[];
  says: string;
  dashboard: string;
  runbook: Runbook;
}

/** A section for every alert, those of the SLOs first. */
export function runbookSections(): RunbookSection[] {
  return [...readSlos().map(sloSection), ...alertGroups.flatMap(({ alerts }) => alerts.map(alertSection))];
}

/** docs/runbook.md, of the alerts and those of the objectives. */
export function render(): Map<string, string> {
  return new Map([['docs/runbook.md', page()]]);
}

const START = `<!-- Generated from alerts/src and slo/*.yaml by tools/generate.ts — do not edit. -->
# Runbook
A section for each alert. A *page* wakes somebody, a *ticket* waits for the morning. Where nobody knows what is wrong:

1. \`curl -sS https://HOST/readyz\`: 200 without \`degraded\` means that votes are taken. Otherwise it says what is wrong.
2. \`ALERTS{alertstate="firing"}\` in Prometheus lists what fires. A page keeps the ticket of the same alert quiet, and CollectorDown keeps quiet all that depends on the Collector: begin with it.
3. If it began with a rollout, [go back](delivery.md#go-back).

| to | Compose | Kubernetes, release \`votes\` | checkout, with the environment of the service |
|---|---|---|---|
| run \`tallyscope audit\` | \`docker compose exec -T worker node src/main.ts audit\` | \`kubectl exec deploy/votes-tallyscope-app -- node src/main.ts audit\` | \`npm run -s tallyscope audit -- --since 4h\`: \`--\` goes before the options |
| read logs | \`docker compose logs --since 1h worker\` | \`kubectl logs deploy/votes-tallyscope-app --all-pods --since 1h\` | its standard output |
| start again | \`docker compose restart worker\` | \`kubectl rollout restart deploy/votes-tallyscope-app\` | stop it, \`npm start\` |

Parts of the Compose file are \`web\`, \`api\`, \`worker\`, \`migrate\`, \`collector\`, \`prometheus\`, \`alertmanager\` and others. With \`split\` the chart has \`…-web\`, \`…-api\` and \`…-worker\` instead of \`…-app\`.

| alert | severity | says |
|---|---|---|`;

const links = (names: string[]) => new RegExp(`\\b(${names.join('|')})\\b`, 'g');

function page(): string {
  const sections = runbookSections();
  return [
    START,
    ...sections.map(
      ({ alert, severities, says }) =>
        `| [${alert}](#${alert.toLowerCase()}) | ${severities.join(', ')} | ${says} |`,
    ),
    '',
    ...sections.map((one) => {
      const others = links(sections.map(({ alert }) => alert).filter((alert) => alert !== one.alert));
      return section(one, (text) =>
        text.replaceAll(others, (alert) => `[${alert}](#${alert.toLowerCase()})`),
      );
    }),
  ].join('\n');
}

function section(
  { alert, severities, says, dashboard, runbook }: RunbookSection,
  linked: (text: string) => string,
): string {
  return [
    `## ${alert}`,
    `${says}. *${severities.join(', ')}*, dashboard \`/d/${dashboard}\`.`,
    '',
    linked(runbook.meaning),
    '',
    ...runbook.act.map((step, index) => `${index + 1}. ${linked(step)}`),
    '',
    ...runbook.see.flatMap(({ what, query }) => [`${what}:`, '```promql', query, '```', '']),
  ].join('\n');
}

function alertSection(alert: Alert): RunbookSection {
  return {
    alert: alert.alert,
    severities: [alert.severity],
    says: alert.summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*'),
    dashboard: alert.dashboard,
    runbook: alert.runbook,
  };
}

function sloSection(slo: Slo): RunbookSection {
  return {
    alert: burnAlertName(slo),
    severities: slo.policies,
    says: burnNotice(slo, 'ticket').summary,
    dashboard: slo.dashboard,
    runbook: {
      meaning: `${slo.description} Counted as bad: ${slo.numerator}. ${slo.rationale}`,
      see: [
        {
          what: 'How many times too fast the budget burns, where above 1 it does not last, and the share of it that is left',
          query: `{__name__=~"slo:burn_rate:1h|slo:budget_remaining:28d", slo="${slo.name}"}`,
        },
      ],
      act: slo.runbook,
    },
  };
}
