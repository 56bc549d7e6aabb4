import type { Alert } from '../alert.ts';
import { collectorAlerts } from './collector.ts';
import { noticesFailing } from './pipeline/notices-failing.ts';
import { rulesFailing } from './pipeline/rules-failing.ts';
import { samplesRefused } from './pipeline/samples-refused.ts';
import { targetDown } from './pipeline/target-down.ts';
import { telemetryAbsent } from './pipeline/telemetry-absent.ts';
import { watchdog } from './pipeline/watchdog.ts';

/** The way of telemetry, from the service to those who are told. */
export const pipelineAlerts: Alert[] = [
  ...collectorAlerts,
  telemetryAbsent,
  targetDown,
  samplesRefused,
  rulesFailing,
  noticesFailing,
  watchdog,
];
