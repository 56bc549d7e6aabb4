import type { Alert, Runbook } from '../alerts/src/alert.ts';
import { alertGroups } from '../alerts/src/alert-groups.ts';
import type { Severity } from '../alerts/src/notice.ts';
import { burnAlertName, burnNotice } from '../slo/src/burn-alert.ts';
import { readSlos } from '../slo/src/read-slo.ts';
import type { Slo } from '../slo/src/slo.ts';
import { burns } from '../slo/src/windows.ts';

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

function page(): string {
  const sections = runbookSections();
  return [
    '<!-- Generated from alerts/src and slo/*.yaml by tools/generate.ts — do not edit. -->',
    '# Runbook',
    'One section for each alert: what it means, how to see it, what to do. Queries can be pasted into Prometheus or',
    'Grafana as they are. A *page* wakes someone, a *ticket* waits for the morning.',
    '',
    'While the Collector is down, alerts that depend on what comes through it are kept quiet; a page of an alert keeps',
    'its ticket quiet.',
    '',
    'Where a step says `tallyscope …`, run that where the service runs: `docker compose exec -T worker node src/main.ts …`,',
    '`kubectl exec deploy/… -- node src/main.ts …` with the name that `helm status` shows, or in its checkout, with what the',
    'service has in its environment, `npm run -s tallyscope …`, where `--` goes before the options:',
    '`npm run -s tallyscope audit -- --since 4h`.',
    '',
    '| alert | severity | says |',
    '|---|---|---|',
    ...sections.map(
      ({ alert, severities, says }) =>
        `| [${alert}](#${alert.toLowerCase()}) | ${severities.join(', ')} | ${says} |`,
    ),
    '',
    ...sections.map(section),
  ].join('\n');
}

function section({ alert, severities, says, dashboard, runbook }: RunbookSection): string {
  return [
    `## ${alert}`,
    `${says}. *${severities.join(', ')}*, dashboard \`${dashboard}\`.`,
    '',
    `**What it means.** ${runbook.meaning}`,
    '',
    '**How to see it.**',
    ...runbook.see.flatMap(({ what, query }) => ['', `${what}:`, '```promql', query, '```']),
    '',
    '**What to do.**',
    '',
    ...runbook.act.map((step, index) => `${index + 1}. ${step}`),
    '',
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
  const label = `{slo="${slo.name}"}`;
  const pairs = burns.filter(({ policy }) => slo.policies.includes(policy));
  return {
    alert: burnAlertName(slo),
    severities: slo.policies,
    says: burnNotice(slo, 'ticket').summary,
    dashboard: slo.dashboard,
    runbook: {
      meaning: `${slo.description} Counted as bad: ${slo.numerator}. ${slo.rationale}`,
      see: [
        {
          what: 'How many times too fast the budget burns; above 1 it does not last',
          query: `slo:burn_rate:1h${label}`,
        },
        { what: 'What is left of the budget of 28 days', query: `slo:budget_remaining:28d${label}` },
        {
          what: `Share of bad events in the windows that alert (${pairs.map(({ long, short }) => `${long} with ${short}`).join(', ')})`,
          query: `{__name__=~"slo:error_ratio:.+", slo="${slo.name}"}`,
        },
      ],
      act: slo.runbook,
    },
  };
}
