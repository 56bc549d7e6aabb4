import type { FastifyBaseLogger } from 'fastify';
import type { Sequelize } from 'sequelize';
import type { Config } from '#src/config/settings.ts';
import { type Reading, reading } from '#src/features/observatory/backend.ts';
import { type Objective, objectivesOf, recordedObjectives } from '#src/features/observatory/objectives.ts';
import { type Alert, firingAlerts } from '#src/features/observatory/prometheus-api.ts';
import { readStory, type Story, slowestTraces } from '#src/features/observatory/tempo-api.ts';
import {
  compareCounts,
  countBallots,
  countIncrease,
  type VoteCount,
} from '#src/features/observatory/vote-counts.ts';

const TRACES = 5;

/** Everything on the observatory's front page, as of one moment. */
export interface Overview {
  at: Date;
  votes: VoteCount[];
  /** Whether `votes` holds what Prometheus counted. */
  counter: Reading<unknown>;
  objectives: Reading<Objective[]>;
  alerts: Reading<Alert[]>;
  traces: Reading<Story[]>;
  grafanaUrl: string | undefined;
}

/** Reads ledger, Prometheus and Tempo side by side. Rejects only where the ledger cannot be read. */
export async function readOverview(
  { prometheusUrl, tempoUrl, grafanaUrl }: Pick<Config, 'prometheusUrl' | 'tempoUrl' | 'grafanaUrl'>,
  sequelize: Sequelize,
  log: FastifyBaseLogger,
): Promise<Overview> {
  const at = new Date();
  const [ballots, counter, recorded, alerts, traces] = await Promise.all([
    countBallots(sequelize, at),
    reading(prometheusUrl, log, (base) => countIncrease(base, at)),
    reading(prometheusUrl, log, (base) => recordedObjectives(base, at)),
    reading(prometheusUrl, log, firingAlerts),
    reading(tempoUrl, log, async (base) => {
      const ids = await slowestTraces(base, at, TRACES);
      const stories = await Promise.all(ids.map((id) => readStory(base, id)));
      return stories.filter((story) => story !== undefined);
    }),
  ]);
  const objectives = recorded.fault
    ? { fault: recorded.fault }
    : { value: objectivesOf(recorded.value ?? [], alerts.value) };
  return {
    at,
    votes: compareCounts(ballots, counter.value),
    counter,
    objectives,
    alerts,
    traces,
    grafanaUrl,
  };
}
