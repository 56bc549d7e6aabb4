/** English texts of receipts. */
export const receiptsEn = {
  yourCode: 'Your receipt code',
  keep: 'It is shown only now. Write it down, print it or copy it.',
  use: 'With it you can check at any time that your vote is counted as you cast it. Whoever has it can see what you chose.',
  codeName: 'the receipt code',
  check: 'Check a receipt',
  title: 'Check a receipt',
  lead: 'Whoever voted was given a code. It shows that the vote is counted, and as what.',
  code: 'Receipt code',
  codeHint: '26 letters and digits. Case, spaces and hyphens make no difference.',
  submit: 'Show the receipt',
  notFound:
    'No receipt opens with this code. Look at it once more: a letter may be missing or wrong. Nobody can give you another one. The receipts of a question that was deleted open nothing.',
  standings: {
    counted: 'This vote is counted',
    replaced: 'This vote no longer counts',
    missing: 'This vote is missing',
    altered: 'This vote was altered',
  },
  explained: {
    counted: 'It is in the count just as it was cast.',
    replaced: 'Answers to this question may be changed, and a later one took its place.',
    missing:
      'The ledger does not hold it any more, and nothing should have removed it. Tell people you trust, with this page.',
    altered:
      'The ledger holds another choice than the one this receipt was made for. Tell people you trust, with this page.',
  },
  question: 'Question',
  choice: 'Choice',
  choices: 'Choices',
  ranking: 'Order of preference',
  castAt: 'Cast',
  log: 'Sealed',
  notSealed: 'Not in the sealed log yet',
  isSealed: 'In the sealed log',
  position: (position: string) => `Entry ${position} of the sealed log`,
  proof: 'What proves the tally',
  another: 'Check another receipt',
};
