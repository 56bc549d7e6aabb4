/** Code that is mutated together, and the test files that are to notice. */
export interface Group {
  name: string;
  mutate: string[];
  tests: string[];
}

const features = 'src/features';

/** What a wrong character must not slip through: how votes are taken, counted, audited, exported, ranked, receipted and proved. */
export const groups: Group[] = [
  {
    name: 'count',
    mutate: [`${features}/results/tally/{break-tie,instant-runoff,lot,preferences,rating-summary}.ts`],
    tests: [`${features}/results/tally/{break-tie,instant-runoff,preferences,rating-summary}.test.ts`],
  },
  {
    name: 'tally',
    mutate: [
      `${features}/results/tally/{add-rankings,read-tally,tally-reader}.ts`,
      'src/database/{batched-reads,shared-reads}.ts',
    ],
    tests: [
      'src/database/{batched-reads,shared-reads}.test.ts',
      `${features}/results/tally/tally-reader.test.ts`,
      `${features}/results/results-api.test.ts`,
    ],
  },
  {
    name: 'counters',
    mutate: ['src/telemetry/{question-labels,own/own-gauge,own/own-histogram,own/own-metrics-producer}.ts'],
    tests: ['src/telemetry/{question-labels,signals,own/own-metrics-producer}.test.ts'],
  },
  {
    name: 'leader',
    mutate: ['src/database/leader.ts'],
    tests: ['src/database/leader.test.ts', `${features}/{audit/ledger-audit,proofs/ballot-sealer}.test.ts`],
  },
  {
    name: 'slo',
    mutate: ['slo/src/read-slo.ts'],
    tests: ['slo/src/read-slo.test.ts'],
  },
  {
    name: 'audit',
    mutate: [
      `${features}/audit/{audit-table,audit-votes,count-lines,hold-against,ledger-audit,read-ledger,read-tallies,tally-sql,votes-increased}.ts`,
      `${features}/exports/csv/byte-range.ts`,
    ],
    tests: [
      `${features}/audit/{audit-table,audit-votes,hold-against,ledger-audit,read-ledger,votes-increased}.test.ts`,
      `${features}/exports/exports-together.test.ts`,
      `${features}/exports/csv/byte-range.test.ts`,
    ],
  },
  {
    name: 'csv',
    mutate: [`${features}/exports/csv/{copy-out,copy-rows,for-excel,votes-as-csv,without-first-column}.ts`],
    // Not the random one, which takes longest and may notice a mutant or not.
    tests: [`${features}/exports/csv/{copy-rows,for-excel,votes-as-csv,without-first-column}.test.ts`],
  },
  {
    name: 'ranking',
    mutate: [`${features}/ranking/{move-ranking-day,rank,reaction-api,reaction-pages,reaction-store}.ts`],
    tests: [`${features}/ranking/*.test.ts`, `${features}/questions/delete-question.test.ts`],
  },
  {
    name: 'codes',
    mutate: [`${features}/votes/{typed-code,receipt/*}.ts`],
    tests: [`${features}/votes/receipt/*.test.ts`],
  },
  {
    name: 'receipts',
    mutate: [`${features}/receipts/{receipt-api,receipt-finder,receipt-pages,receipt-parts}.ts`],
    tests: [
      `${features}/receipts/{receipts,receipt-pages}.test.ts`,
      `${features}/votes/vote-receipt.test.ts`,
    ],
  },
  {
    name: 'merkle',
    mutate: [`${features}/proofs/merkle/*.ts`, `${features}/proofs/testing/verify-paths.ts`],
    tests: [`${features}/proofs/{merkle,testing}/*.test.ts`],
  },
  {
    name: 'heads',
    mutate: [`${features}/proofs/{ballot-leaf,log-head,public-key,signed-note,signing-key}.ts`],
    tests: [`${features}/proofs/log-head.test.ts`],
  },
  {
    name: 'seal',
    mutate: [
      `${features}/proofs/{append-ballots,ballot-sealer,begin-sealing,log-store,publish-head,read-unsealed,seal-questions,seal-steps,unsealed-questions}.ts`,
    ],
    tests: [
      `${features}/proofs/{ballot-sealer,begin-sealing,publish-head,seal-questions,seal-steps,unsealed-questions}.test.ts`,
    ],
  },
  {
    name: 'proofs',
    mutate: [
      `${features}/proofs/{bundle,log-reader,proof-api,proof-pages,read-proof,request-head,send-bundle,well-known-keys}.ts`,
    ],
    tests: [
      `${features}/proofs/{bundle,log-reader,proof-answers,proof-differs,proof-routes,send-bundle}.test.ts`,
    ],
  },
  {
    name: 'verify',
    mutate: [`${features}/proofs/{bundle-format,csv-line,verify/*}.ts`],
    tests: [`${features}/proofs/csv-line.test.ts`, `${features}/proofs/verify/*.test.ts`],
  },
  {
    name: 'ballots',
    mutate: [`${features}/votes/{is-changeable,read-ballot-form,vote-refusal}.ts`],
    tests: [`${features}/votes/{read-ballot-form,vote-refusal}.test.ts`],
  },
  {
    name: 'queue',
    mutate: ['src/database/answer-within.ts', `${features}/votes/{sturdy-commit,patience,vote-queue}.ts`],
    tests: [`${features}/votes/{sturdy-commit,vote-queue,vote-service}.test.ts`],
  },
  {
    name: 'ledger',
    mutate: [
      'src/database/array-literal.ts',
      `${features}/votes/{ask-after-batch,vote-inquiry,explain-votes,hold-ballots,record-statement,recorded,unanswered-votes,vote-ledger}.ts`,
    ],
    // Not the random ones, which take longest and may notice a mutant or not.
    tests: [
      `${features}/votes/{vote-inquiry,ballot-kinds,explain-votes,ledger-locks,lost-commit,newcomer-crowd,recorded,unanswered-votes,vote-ledger}.test.ts`,
    ],
  },
  {
    name: 'transaction',
    mutate: ['src/database/driver-transaction.ts', `${features}/questions/vote-gate.ts`],
    tests: [
      'src/database/driver-transaction.test.ts',
      `${features}/credentials/credentials.test.ts`,
      `${features}/questions/{close-due,delete-question}.test.ts`,
      `${features}/votes/{ballot-kinds,ledger-locks,lost-commit,vote-ledger}.test.ts`,
    ],
  },
  {
    name: 'crowds',
    mutate: [`${features}/votes/crowds.ts`],
    tests: [`${features}/votes/{crowds,ledger-locks,newcomer-crowd,secrecy}.test.ts`],
  },
  {
    name: 'votes',
    mutate: [`${features}/votes/{has-voted,read-standing,vote-request,vote-service,voter-visit,voter}.ts`],
    tests: [
      `${features}/votes/{lost-commit,voter,vote-request,vote-api,vote-page,vote-routes,vote-service,failed-votes}.test.ts`,
      `${features}/results/results-gate.test.ts`,
    ],
  },
  {
    name: 'routes',
    mutate: [
      `${features}/votes/{credential-cookie,failed-votes,vote-api-route,vote-page-route,vote-receipt}.ts`,
    ],
    tests: [
      `${features}/votes/{failed-votes,traced-vote,vote-api,vote-page,vote-page-answers,vote-receipt,vote-routes}.test.ts`,
    ],
  },
];
