// The Prometheus of a cluster has other services, and other Collectors.

/** Selects the processes of this service. */
export const OF_SERVICE = 'job=~"tallyscope.*"';
/** Selects the Collector that this service sends to. */
export const OF_COLLECTOR = 'job="otel-collector"';
