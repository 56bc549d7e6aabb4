import type { Attributes } from '@opentelemetry/api';
import { hrTime } from './hr-time.ts';

/** Where the values of one attribute set are added up. */
export class HistogramSeries {
  readonly attributes: Attributes;
  readonly startTime = hrTime(Date.now());
  readonly counts: number[];
  count = 0;
  sum = 0;
  readonly #boundaries: readonly number[];

  constructor(attributes: Attributes, boundaries: readonly number[]) {
    this.attributes = attributes;
    this.counts = new Array<number>(boundaries.length + 1).fill(0);
    this.#boundaries = boundaries;
  }

  record(value: number): void {
    const boundaries = this.#boundaries;
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] as number)) bucket++;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.count++;
    this.sum += value;
  }
}

interface Definition {
  name: string;
  unit: string;
  description: string;
  buckets: readonly number[];
}

/**
 * A histogram added up here and handed to the SDK at collection. The SDK sorts and stringifies the attributes on
 * every record; on a path taken by each vote that costs more than the vote's share of its transaction.
 */
export class OwnHistogram {
  readonly definition: Definition;
  readonly series: HistogramSeries[] = [];

  constructor(definition: Definition) {
    this.definition = definition;
    histograms.push(this);
  }

  /** A new series; the caller keeps it by whatever key is cheap there, and keeps their number bounded. */
  addSeries(attributes: Attributes): HistogramSeries {
    const series = new HistogramSeries(attributes, this.definition.buckets);
    this.series.push(series);
    return series;
  }
}

const histograms: OwnHistogram[] = [];

/** Every histogram added up outside the SDK. */
export function ownHistograms(): readonly OwnHistogram[] {
  return histograms;
}
