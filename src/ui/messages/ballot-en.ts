const ordinals: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinalRules = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinal = (place: number) => `${place}${ordinals[ordinalRules.select(place)] ?? 'th'}`;
const choices = (count: number) => (count === 1 ? '1 choice' : `${count} choices`);

/** English texts of a question's page: its ballot, who may cast it, and until when. */
export const ballotEn = {
  choices: 'Choose one',
  chooseSome: (least: number, most: number) =>
    least === most ? `Choose ${most}` : least === 1 ? `Choose up to ${most}` : `Choose ${least} to ${most}`,
  rate: 'Your rating',
  rateHint: '1 is the lowest, 5 the highest.',
  rank: 'Your order of preference',
  rankHint: (least: number, most: number, all: number) =>
    least === all
      ? 'Give every choice a place: 1st is the one you like best.'
      : `Give your favourite the 1st place, the next best the 2nd, and so on. Rank ${least === most ? choices(least) : `${least} to ${most} choices`}; the others count as less liked than those.`,
  place: ordinal,
  unranked: 'Not ranked',
  placeNow: (text: string, place: string) => `${text}: ${place}`,
  moveUp: (text: string) => `Up: ${text}`,
  moveDown: (text: string) => `Down: ${text}`,
  cast: 'Cast vote',
  change: 'Change answer',
  seeResults: 'See the results',
  shown: {
    voted: 'You see the results once you have voted.',
    closed: 'The results are shown once voting has closed.',
    organisers: 'Only the organisers see the results.',
  },
  code: 'Invitation code',
  codeHint: 'From the link or the sheet you were given. Capitals and hyphens make no difference.',
  invited: 'You vote with your invitation.',
  otherInvitation: 'Use another invitation',
  opens: 'Voting opens',
  closes: 'Voting closes',
  ownClock: (time: string) => `(${time} by your clock)`,
  timeLeft: (time: string) => `${time} left`,
  closedTitle: 'Voting has closed',
  closedText: 'This question takes no more votes.',
  closedAt: 'Closed',
  ownVote: {
    counted: 'Your vote is counted.',
    none: {
      account: 'No vote of yours came in.',
      credential: 'No vote came in with your invitation.',
    },
  },
  notCountedTitle: 'Your answer is not counted',
  tooLate: 'Voting had closed when it came in.',
  unsent: 'Voting closed before you sent it.',
  earlierStays: 'The answer that you gave before stays counted.',
  scheduledTitle: 'Voting has not started yet',
  scheduledText: 'Come back when it opens:',
  votedTitle: 'You already voted here',
  votedText: {
    open: 'Your vote is counted.',
    browser: 'This question takes one vote from each browser, and yours is counted.',
    account: 'This question takes one vote from each account, and yours is counted.',
    credential: 'This invitation has been used. It is good for one vote, and that vote is counted.',
  },
  changeTitle: 'Your answer is counted',
  changeText: 'It is selected below. You can change it until voting closes.',
  loggedOutTitle: 'Log in to vote',
  loggedOutText: 'This question takes one vote from each account.',
  logIn: 'Log in to vote',
  choicesToCome: 'The choices',
  policy: {
    open: 'You may vote more than once.',
    browser: 'One vote per browser.',
    account: 'One vote per account.',
    credential: 'One vote per invitation.',
  },
  policyChangeable: 'One vote per account. You can change your answer until voting closes.',
  secrecy: {
    open: 'Your vote is secret: nothing is stored of who cast it.',
    secret: 'Your vote is secret: what is stored says who took part and what was chosen, not who chose what.',
    notSecret: 'Your vote is not secret: it is stored with your account.',
  },
  nothingSelected: "You didn't select a choice.",
  corrected:
    'This question was corrected after you opened its page, so your answer is not counted. Read it again and answer below.',
  correctedTitle: 'This question was corrected',
  correctedText: 'What you see here no longer holds, and an answer from here is not counted.',
  correctedShow: 'Show it as it is now',
  tooFew: (least: number, chosen: number) => `Choose at least ${choices(least)}. You chose ${chosen}.`,
  tooMany: (most: number, chosen: number) => `Choose at most ${choices(most)}. You chose ${chosen}.`,
  nothingRated: 'Choose a number from 1 to 5.',
  nothingRanked: 'Give at least one choice a place.',
  placeTwice: (place: string) => `You gave the ${place} place to more than one choice.`,
  codeMissing: 'Enter the code of your invitation.',
  codeWrong: 'This is not an invitation to this question. Check the code, or ask who invited you.',
  loggedOut: 'You have been logged out. Log in again in another tab, then send your answer.',
  sentBefore:
    'This page was sent before with another answer, and that one was counted. Send it again if this answer should count as well or instead.',
  sameMoment:
    'Another answer of yours came at the same moment and is counted. Send this one again if it is the one you want.',
};
