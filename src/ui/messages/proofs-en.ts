const ballots = (count: number, shown: string) => (count === 1 ? `${shown} ballot` : `${shown} ballots`);

/** English texts of what proves a tally. */
export const proofsEn = {
  title: (text: string) => `Proof: ${text}`,
  breadcrumb: 'Proof',
  link: 'What proves the tally',
  heading: 'What proves the tally',
  lead: 'Every ballot is sealed into a log that only grows. A signed head says what the log held at one moment: after it no ballot can be changed, added or taken away without everybody being able to tell.',
  final: 'Closed and signed',
  finalHint: (count: number, shown: string) =>
    count === 1
      ? 'This head is over the only ballot of the question. Nothing follows.'
      : `This head is over all ${ballots(count, shown)} of the question. Nothing follows.`,
  signing: 'The final head is being signed',
  signingHint: 'Voting has closed. Load this page again in a moment.',
  differs: 'The ballots do not add up',
  differsHint:
    'Voting has closed, but the sealed ballots are not the votes that were counted, or not those that were signed as final. Tell people you trust, with this page.',
  open: 'Signed while voting goes on',
  openHint: (count: number, shown: string) =>
    `${ballots(count, shown)} sealed up to now. The final head is signed when voting closes.`,
  none: 'No head is signed yet',
  noneHint: (count: number, shown: string) =>
    `${ballots(count, shown)} sealed up to now. A head is signed when voting closes.`,
  changeableHint:
    'Answers may be changed until voting closes, so ballots are sealed only then, and a head is signed.',
  ballots: 'Ballots',
  signedAt: 'Signed',
  root: 'Root of the tree',
  rootName: 'the root',
  key: 'Signing key',
  keyName: 'the id of the key',
  keys: 'All keys',
  tally: 'Signed tally',
  choice: 'Choice',
  votes: 'Votes',
  firstPreferences: 'First preferences',
  winner: 'Wins the instant runoff:',
  note: 'The signed text',
  noteName: 'the signed text',
  noteHint: 'Keep a copy, or send it to somebody: it can be held against every later head.',
  check: 'Check it yourself',
  bundle: 'Download the proof bundle',
  bundleHint:
    'It holds every sealed ballot with its time, and nothing of voters. Whoever has the program can compute everything again, on a machine of their own and without a connection:',
  commandName: 'the command',
  steps: {
    receipt: 'With --receipt and the code of a receipt it looks for that ballot.',
    csv: 'With --csv and the exported votes it compares the file line by line.',
    compare: 'Compare the root and the id of the key with others who see this page.',
  },
  limits: 'What this does not prove',
  limitList: [
    'That each ballot is by somebody who was allowed to vote. The log holds ballots, never voters.',
    'That a vote was sealed as it was meant. Your receipt shows it, for your vote.',
    'That everybody is shown the same head. Compare roots, and keep the signed text.',
  ],
  earlier: 'Earlier heads',
  head: 'Head',
  sign: 'Sign a head now',
  signHint: 'For organisers: the log is signed as it stands; voting goes on.',
  asked: 'A head is asked for. It is signed within seconds: load this page again.',
  flash: 'A head is asked for. It is signed within seconds.',
  refusals: {
    notOpen: 'The question is not open yet, so there is nothing to sign.',
    changeable: 'Answers may be changed until voting closes: ballots are sealed only then.',
    final: 'The final head is signed. Nothing follows it.',
  },
};
