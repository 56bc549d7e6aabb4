import { setTimeout as sleep } from 'node:timers/promises';
import type { Backends } from './backends.ts';

type Check = (backends: Backends) => Promise<boolean>;

const CHECKS: Record<string, Check> = {
  'metrics: votes_total in Prometheus, and rising': async (backends) => {
    const [gain] = await backends.promql('sum(increase(votes_total[10m]))');
    return Number(gain?.value[1] ?? 0) > 0;
  },
  'traces: a vote with the batch that committed it': async (backends) => {
    for (const { traceID } of await backends.traceql('{ name = "vote.cast" }')) {
      const linked = (await backends.spans(traceID)).flatMap((span) => span.links ?? []);
      for (const { traceId } of linked) {
        if ((await backends.spans(traceId)).some((span) => span.name === 'vote.batch')) return true;
      }
    }
    return false;
  },
  'traces: an export': async (backends) => (await backends.traceql('{ name = "export.run" }')).length > 0,
  'logs: with a trace id in Loki, or accepted by the Collector where there is no Loki': async (backends) => {
    if (backends.keepsLogs)
      return (await backends.logStreams('{service_name="tallyscope"} | trace_id!=""')) > 0;
    const [logs] = await backends.promql('sum(otelcol_receiver_accepted_log_records_total)');
    return Number(logs?.value[1] ?? 0) > 0;
  },
  'S3: an exported CSV': async (backends) =>
    (await backends.objects('demo/')).some((key) => key.endsWith('.csv')),
  'alerts: the Watchdog at Alertmanager': async (backends) => (await backends.alerts()).includes('Watchdog'),
};

/** Looks for every signal in its store for at most `patienceMs`, and names those that did not arrive. */
export async function missingSignals(backends: Backends, patienceMs: number): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  const missing = new Set(Object.keys(CHECKS));
  for (;;) {
    for (const name of missing) {
      if (await CHECKS[name]?.(backends).catch(() => false)) missing.delete(name);
    }
    if (missing.size === 0 || Date.now() > deadline) return [...missing];
    await sleep(500);
  }
}
