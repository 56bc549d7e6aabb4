import { annotations, type Notice } from './notice.ts';
import type { AlertingRule } from './rule-file.ts';

/** A series as promtool's notation writes it. */
export interface InputSeries {
  series: string;
  values: string;
}

/** What must come of a course of samples. */
export interface Case {
  name: string;
  /** Time between two samples; a minute where it is not told. */
  every?: string;
  series: InputSeries[];
  /** The minute the alert first fires, the first in which it is quiet again if it ends, and the labels of its series. */
  fires?: { from: number; until?: number; labels?: Record<string, string> };
  /** Minutes at which nothing may fire, for a case in which nothing does. */
  quietAt?: number[];
  /** Values on the way, of recorded series or of what the runbook asks. */
  values?: { minute: number; expr: string; labels: string; value: number }[];
}

/** An alert with everything that belongs to it: rule, notice, runbook section and test cases. */
export interface Alert extends Notice {
  expr: string;
  /** How long the condition must hold, e.g. `2m`; without it the alert fires at once. */
  for?: string;
  /** Whether it is blind while the pipeline is down, and then kept quiet. */
  dependsOnPipeline?: boolean;
  runbook: Runbook;
  cases: Case[];
}

export interface Runbook {
  meaning: string;
  /** Queries that show it, each with what to look for. */
  see: { what: string; query: string }[];
  act: string[];
}

/** The Prometheus rule of the alert. */
export function alertingRule(alert: Alert): AlertingRule {
  return {
    alert: alert.alert,
    expr: alert.expr,
    ...(alert.for ? { for: alert.for } : {}),
    labels: {
      severity: alert.severity,
      service: 'tallyscope',
      ...(alert.dependsOnPipeline ? { depends_on: 'pipeline' } : {}),
    },
    annotations: annotations(alert),
  };
}
