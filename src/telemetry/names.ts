// Generated from otel/registry; change the YAML there and run node tools/generate.ts.

/** Every metric of our own: how it is registered and what it may carry. */
export const ownMetrics = {
  ballotsUnsealed: {
    name: 'ballots.unsealed',
    instrument: 'gauge',
    unit: '{ballot}',
    description:
      'Ballots that the last sealing pass left out of the logs that prove the tallies, told by one worker.',
    attributes: [],
  },
  dbClientConnectionCount: {
    name: 'db.client.connection.count',
    instrument: 'updowncounter',
    unit: '{connection}',
    description: 'Connections of a pool by what they do.',
    attributes: ['db.client.connection.pool.name', 'db.client.connection.state'],
  },
  dbClientConnectionMax: {
    name: 'db.client.connection.max',
    instrument: 'updowncounter',
    unit: '{connection}',
    description: 'Connections a pool may have.',
    attributes: ['db.client.connection.pool.name'],
  },
  dbClientConnectionPendingRequests: {
    name: 'db.client.connection.pending_requests',
    instrument: 'updowncounter',
    unit: '{connection}',
    description: 'Queries that wait for a connection.',
    attributes: ['db.client.connection.pool.name'],
  },
  exportDuration: {
    name: 'export.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'From starting an export to its end.',
    attributes: ['outcome'],
    buckets: [0.1, 0.5, 1, 2, 5, 10, 13, 20, 40, 60, 120, 300, 600],
  },
  exportOldestAge: {
    name: 'export.oldest.age',
    instrument: 'gauge',
    unit: 's',
    description: 'Time since the oldest export that has not ended was asked for; 0 when all have.',
    attributes: [],
  },
  exportQueueDuration: {
    name: 'export.queue.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'From asking for an export to its start.',
    attributes: [],
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 600],
  },
  exportRows: {
    name: 'export.rows',
    instrument: 'histogram',
    unit: '{row}',
    description: 'Rows of an export.',
    attributes: ['outcome'],
    buckets: [0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000],
  },
  exportSize: {
    name: 'export.size',
    instrument: 'histogram',
    unit: 'By',
    description: 'Bytes of an export.',
    attributes: ['outcome'],
    buckets: [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000],
  },
  exports: {
    name: 'exports',
    instrument: 'counter',
    unit: '{export}',
    description: 'Exports that ended.',
    attributes: ['outcome', 'on_time'],
  },
  headsMissing: {
    name: 'heads.missing',
    instrument: 'gauge',
    unit: '{question}',
    description:
      'Closed questions without a final signed head because ledger and log do not agree, told by the worker that seals.',
    attributes: [],
  },
  httpServerRequestDuration: {
    name: 'http.server.request.duration',
    instrument: 'histogram',
    unit: 's',
    description:
      'Duration of requests, from their head to the close of the answer; live streams and probes are left out.',
    attributes: [
      'http.request.method',
      'url.scheme',
      'http.route',
      'http.response.status_code',
      'error.type',
      'tallyscope.role',
    ],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  limitsApart: {
    name: 'limits.apart',
    instrument: 'gauge',
    unit: '{process}',
    description:
      'Processes that count rate limits alone although Valkey is configured, because it does not answer or refuses.',
    attributes: [],
  },
  liveStreams: {
    name: 'live.streams',
    instrument: 'updowncounter',
    unit: '{stream}',
    description: 'Open live streams.',
    attributes: ['http.route'],
  },
  migrationsPending: {
    name: 'migrations.pending',
    instrument: 'gauge',
    unit: '{migration}',
    description: 'Migrations the database still lacks.',
    attributes: [],
  },
  resultsFreshness: {
    name: 'results.freshness',
    instrument: 'histogram',
    unit: 's',
    description: 'From a commit to the results with it being sent on a live stream.',
    attributes: [],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  },
  telemetryQuestionsDropped: {
    name: 'telemetry.questions.dropped',
    instrument: 'gauge',
    unit: '{question}',
    description: 'Questions past the cap, whose votes count under `other`.',
    attributes: [],
  },
  visitorsUnique: {
    name: 'visitors.unique',
    instrument: 'gauge',
    unit: '{visitor}',
    description: 'Visitors of the pages within the retention, read by one worker.',
    attributes: [],
  },
  voteBatchSize: {
    name: 'vote.batch.size',
    instrument: 'histogram',
    unit: '{vote}',
    description: 'Votes made durable by one transaction.',
    attributes: [],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  },
  voteCommitDuration: {
    name: 'vote.commit.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'From accepting a vote to its commit.',
    attributes: [],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  voteQueueCapacity: {
    name: 'vote.queue.capacity',
    instrument: 'gauge',
    unit: '{vote}',
    description: 'Votes that may wait before the next is refused.',
    attributes: [],
  },
  voteQueueSize: {
    name: 'vote.queue.size',
    instrument: 'gauge',
    unit: '{vote}',
    description: 'Votes that wait for a commit.',
    attributes: [],
  },
  votesMiscounted: {
    name: 'votes.miscounted',
    instrument: 'gauge',
    unit: '{vote}',
    description:
      'Votes by which the tallies of all choices and the ballots differ, counted by one worker; 0 where all agree.',
    attributes: [],
  },
  votesRecorded: {
    name: 'votes.recorded',
    instrument: 'gauge',
    unit: '{vote}',
    description: 'Votes the ledger holds, read by one worker.',
    attributes: ['question.id', 'question'],
    cardinalityLimit: 10_000,
  },
  votesRejected: {
    name: 'votes.rejected',
    instrument: 'counter',
    unit: '{vote}',
    description: 'Votes refused.',
    attributes: ['question.id', 'reason'],
    cardinalityLimit: 30_000,
  },
  votes: {
    name: 'votes',
    instrument: 'counter',
    unit: '{vote}',
    description: 'Votes counted, after the commit that made them durable.',
    attributes: ['question.id', 'question'],
    cardinalityLimit: 10_000,
  },
} as const;

/** Names of our spans. */
export const spanNames = {
  ballotsSeal: 'ballots.seal',
  exportFile: 'export.file',
  exportQuestion: 'export.question',
  exportRun: 'export.run',
  voteBatch: 'vote.batch',
  voteCast: 'vote.cast',
} as const;

/** Names of our span events. */
export const eventNames = {
  jobDequeued: 'job.dequeued',
} as const;

/** Keys of our attributes. */
export const attributeNames = {
  questionId: 'question.id',
  question: 'question',
  reason: 'reason',
  voteOutcome: 'vote.outcome',
  outcome: 'outcome',
  onTime: 'on_time',
  tallyscopeRole: 'tallyscope.role',
  voteBatchSize: 'vote.batch.size',
  exportId: 'export.id',
  exportRows: 'export.rows',
  exportBytes: 'export.bytes',
  exportQuestions: 'export.questions',
  exportKey: 'export.key',
  jobWait: 'job.wait',
  sealBallots: 'seal.ballots',
  sealQuestions: 'seal.questions',
  requestId: 'request.id',
  votesMiscounted: 'votes.miscounted',
  signal: 'signal',
  problem: 'problem',
} as const;
