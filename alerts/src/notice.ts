/** Where the runbook can be read from an alert, wherever the service runs. */
const runbook = 'https://github.com/tallyscope/tallyscope/blob/main/docs/runbook.md';

export type Severity = 'page' | 'ticket' | 'none';

/** What an alert says when it fires. */
export interface Notice {
  alert: string;
  severity: Severity;
  summary: string;
  description: string;
  /** Uid of the dashboard to open first. */
  dashboard: string;
}

/** The annotations of the alert, with the links to its section of the runbook and to its dashboard. */
export function annotations(notice: Notice): Record<string, string> {
  return {
    summary: notice.summary,
    description: notice.description,
    runbook_url: `${runbook}#${notice.alert.toLowerCase()}`,
    dashboard: `/d/${notice.dashboard}`,
  };
}
