import { annotations, type Notice } from '../../alerts/src/notice.ts';
import type { AlertingRule } from '../../alerts/src/rule-file.ts';
import type { Policy, Slo } from './slo.ts';
import { type Burn, burns, burnThreshold, windows } from './windows.ts';

/** The name of the alert of an SLO: `VoteAvailabilityBurn` for `vote-availability`. */
export function burnAlertName(slo: Slo): string {
  const words = slo.name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Burn`;
}

/** What the alert says; the ticket's text differs from the page's only in how soon the budget is gone. */
export function burnNotice(slo: Slo, policy: Policy): Notice {
  const pace = policy === 'page' ? 'within days' : 'before its four weeks are over';
  return {
    alert: burnAlertName(slo),
    severity: policy,
    summary: `${slo.title}: the error budget burns too fast`,
    description: `${slo.description} At the present rate the budget for missing that is gone ${pace}.`,
    dashboard: slo.dashboard,
  };
}

/** The rule that fires when any pair of windows of the policy burns; labelled with the SLO and the severity. */
export function burnAlert(slo: Slo, policy: Policy): AlertingRule {
  const notice = burnNotice(slo, policy);
  return {
    alert: notice.alert,
    expr: burns
      .filter((burn) => burn.policy === policy)
      .map((burn) => `(${pair(slo, burn)})`)
      .join(' or '),
    labels: { severity: policy, service: 'tallyscope', slo: slo.name, depends_on: 'pipeline' },
    annotations: annotations(notice),
  };
}

function pair(slo: Slo, burn: Burn): string {
  const label = `{slo="${slo.name}"}`;
  const threshold = burnThreshold(slo, burn);
  return [
    `slo:error_ratio:${burn.long}${label} > ${threshold}`,
    `slo:error_ratio:${burn.short}${label} > ${threshold}`,
    `slo:bad_events:rate${burn.long}${label} * ${windows[burn.long]} >= ${slo.minimumBad}`,
  ].join(' and ');
}
