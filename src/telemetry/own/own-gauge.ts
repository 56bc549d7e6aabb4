import type { Attributes } from '@opentelemetry/api';

interface Definition {
  name: string;
  /** `gauge`, or `updowncounter` for values that can be summed. */
  instrument: string;
  unit: string;
  description: string;
}

/** One point of a gauge. */
export interface GaugePoint {
  value: number;
  attributes?: Attributes;
}

/**
 * A gauge that is read at collection and handed to the SDK. The SDK's own keeps telling an attribute set that is no
 * longer observed: a worker that lost the ledger to another would report its last reading for ever.
 */
export class OwnGauge {
  readonly definition: Definition;
  #read: (() => readonly GaugePoint[]) | undefined;

  constructor(definition: Definition) {
    this.definition = definition;
    gauges.push(this);
  }

  /** Says what to read from now on. */
  observe(read: () => readonly GaugePoint[]): void {
    this.#read = read;
  }

  points(): readonly GaugePoint[] {
    return this.#read?.() ?? [];
  }
}

const gauges: OwnGauge[] = [];

/** Every gauge read outside the SDK. */
export function ownGauges(): readonly OwnGauge[] {
  return gauges;
}
