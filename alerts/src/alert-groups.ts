import type { Alert } from './alert.ts';
import { counts } from './groups/counts.ts';
import { exportAlerts } from './groups/exports.ts';
import { pipelineAlerts } from './groups/pipeline.ts';
import { proofAlerts } from './groups/proofs.ts';
import { serviceAlerts } from './groups/service.ts';
import type { RuleGroup } from './rule-file.ts';
import { voteDriftRules } from './vote-drift.ts';

/** Alerts that share a rule file, with the recording rules they stand on. */
export interface AlertGroup {
  name: string;
  recording: RuleGroup[];
  alerts: Alert[];
}

/** Every alert but those of the SLOs. */
export const alertGroups: AlertGroup[] = [
  {
    name: 'counts',
    recording: [
      { name: 'vote-drift', interval: '30s', rules: [...voteDriftRules('10m'), ...voteDriftRules('1h')] },
      { name: 'vote-drift-long', interval: '1m', rules: voteDriftRules('4h') },
    ],
    alerts: counts,
  },
  { name: 'proofs', recording: [], alerts: proofAlerts },
  { name: 'exports', recording: [], alerts: exportAlerts },
  { name: 'service', recording: [], alerts: serviceAlerts },
  { name: 'pipeline', recording: [], alerts: pipelineAlerts },
];
