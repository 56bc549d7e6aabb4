import type { Alert } from '../alert.ts';
import { collectorDown } from './collector/collector-down.ts';
import { collectorDropping } from './collector/collector-dropping.ts';
import { collectorNotExporting } from './collector/collector-not-exporting.ts';
import { collectorQueueFilling } from './collector/collector-queue-filling.ts';
import { tracesNotExported } from './collector/traces-not-exported.ts';

/** The Collector: whether it answers, takes and hands on. */
export const collectorAlerts: Alert[] = [
  collectorDown,
  collectorNotExporting,
  tracesNotExported,
  collectorQueueFilling,
  collectorDropping,
];
