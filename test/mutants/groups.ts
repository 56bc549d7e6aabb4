/** Code that is mutated together, and the test files that are to notice. */
export interface Group {
  name: string;
  mutate: string[];
  tests: string[];
}

const features = 'src/features';

/** What a wrong character must not slip through: how votes are taken, counted, ranked, receipted and proved. */
export const groups: Group[] = [
  {
    name: 'tally',
    mutate: [`${features}/results/tally/*.ts`],
    tests: [
      `${features}/results/tally/*.test.ts`,
      `${features}/results/results-api.test.ts`,
      `${features}/votes/ballot-kinds.test.ts`,
    ],
  },
  {
    name: 'ranking',
    mutate: [`${features}/ranking/*.ts`],
    tests: [`${features}/ranking/*.test.ts`],
  },
  {
    name: 'receipts',
    mutate: [`${features}/receipts/*.ts`],
    tests: [`${features}/receipts/*.test.ts`, `${features}/votes/vote-receipt.test.ts`],
  },
  {
    name: 'merkle',
    mutate: [
      `${features}/proofs/merkle/*.ts`,
      `${features}/proofs/{append-ballots,ballot-leaf,log-head,public-key,signed-note,signing-key}.ts`,
    ],
    tests: [`${features}/proofs/merkle/*.test.ts`, `${features}/proofs/{log-head,sealing}.test.ts`],
  },
  {
    name: 'ledger',
    mutate: [
      `${features}/votes/{commit-votes,hold-ballots,mix-voters,record-statement,vote-ledger,vote-queue}.ts`,
    ],
    tests: [
      `${features}/votes/{vote-queue,failed-votes,mix-voters,vote-ledger,lost-commit}.test.ts`,
      `${features}/votes/{ballot-kinds,parallel-votes,ledger-property}.test.ts`,
    ],
  },
  {
    name: 'votes',
    mutate: [
      `${features}/votes/{has-voted,is-changeable,read-ballot-form,read-standing,vote-refusal}.ts`,
      `${features}/votes/{vote-request,vote-service,voter-visit,voter}.ts`,
    ],
    tests: [
      `${features}/votes/{vote-api,vote-page,vote-routes,vote-receipt,failed-votes,ballot-kinds}.test.ts`,
    ],
  },
];
