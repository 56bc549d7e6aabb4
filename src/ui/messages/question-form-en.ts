/** English texts of the form that creates and changes questions. */
export const questionFormEn = {
  createTitle: 'New question',
  copyTitle: 'Copy of a question',
  editTitle: 'Edit question',
  text: 'Question',
  textHint: 'One clear sentence, up to 200 characters.',
  description: 'Description',
  descriptionHint:
    'Background that helps people decide. Shown under the question; addresses that begin with https:// become links.',
  kind: 'Kind of question',
  kinds: {
    single: { text: 'One choice', hint: 'A vote picks one of the choices.' },
    multiple: { text: 'Several choices', hint: 'A vote picks as many as you allow.' },
    rating: { text: 'Rating from 1 to 5', hint: 'Shown as the mean and its distribution.' },
    ranked: {
      text: 'Ranking',
      hint: 'A vote puts choices in order. The last one leaves, round by round, until one has more than half.',
    },
  },
  choices: 'Choices',
  choicesHint: 'At least 2, at most 20. Empty rows are ignored. A rating needs none: it has 1 to 5.',
  choice: (position: number | string) => `Choice ${position}`,
  more: 'Add more choices',
  addRow: 'Add a choice',
  removeRow: (position: number | string) => `Remove choice ${position}`,
  limits: 'Choices on each ballot',
  limitsHint: 'For several choices and rankings. Left empty: at least one, at most all.',
  minChoices: 'At least',
  maxChoices: 'At most',
  between: (least: string, most: string) => `${least} to ${most}`,
  policy: 'Who may vote',
  policies: {
    browser: {
      text: 'Once per browser',
      hint: 'No account needed. Stops a second click, not somebody who tries.',
    },
    open: {
      text: 'Anyone, as often as they like',
      hint: 'For moods and applause: numbers say nothing about people.',
    },
    account: { text: 'Once per account', hint: 'Voters log in, and each account has one vote.' },
    credential: { text: 'Once per invitation', hint: 'You hand out links, each good for one vote.' },
  },
  accountForAnybody: {
    text: 'Once per account',
    hint: 'Voters log in. Anybody can sign up here, and nothing stops a second account: to know who may vote, choose invitations.',
  },
  secret: 'Secrecy',
  secrets: {
    yes: { text: 'Secret ballot', hint: 'Nothing joins a voter to a ballot, so an answer is final.' },
    no: {
      text: 'Answers can be changed',
      hint: 'Until voting closes. The database then knows which ballot is whose, as voters are told.',
    },
  },
  results: 'Who sees the results',
  resultsAfterVotes: 'There are votes already, so the results can only be shown to more people than before.',
  audiences: {
    always: { text: 'Everyone, at any time', hint: 'They move while voting goes on.' },
    voted: { text: 'Who has voted', hint: 'And everyone once voting has closed.' },
    closed: { text: 'Everyone, after voting has closed', hint: 'Nobody is led by the votes of others.' },
    organisers: { text: 'Organisers only', hint: 'You and the administrators.' },
  },
  time: 'When',
  timeZone: 'Time zone',
  timeZoneHint:
    'The times below are in this zone. When clocks repeat an hour, voting opens in the first and closes in the second.',
  opensAt: 'Voting opens',
  opensAtHint: 'Leave empty to open as soon as you publish. Before that time the question is hidden.',
  opensAtNow: 'Leave empty to open at once. Before that time the question is hidden.',
  closesAt: 'Voting closes',
  closesAtHint: 'Leave empty to close it yourself.',
  correctableTitle: 'This question is published',
  correctable:
    'Nobody has voted yet, so it can still be corrected. Whoever has its page open is told so, and an answer from the old page is not counted.',
  lockedTitle: 'What stays as it is',
  lockedVotes:
    'These can no longer be changed, since somebody has voted or the count was signed: a vote must keep the meaning it was cast with.',
  lockedOpened: 'Voting has opened: when it did can no longer be changed.',
  lockedNow: 'Somebody has voted, the count was signed, or voting has closed: this can no longer be changed.',
  lockedMistake: 'To correct a mistake, duplicate the question, publish the copy and close this one.',
  lockedInvitations:
    'The invitations of this question are not good for the copy: it needs new ones, handed out anew.',
  lockedClosed:
    'These can no longer be changed: voting has closed and stays closed, since the result is final.',
  lockedMeanwhile:
    'Somebody has voted meanwhile, or voting has opened or closed. What you changed here can no longer be changed.',
  changedMeanwhile:
    'This question has changed since you opened it, and nothing was saved. Below is what you sent. Open the question in another tab to see what changed, or save again to put yours in its place.',
  noTime: 'not set',
  saveDraft: 'Save draft',
  save: 'Save changes',
  publish: 'Publish',
  publishHint:
    'From the moment voting opens, the question is in the public list for everybody to see, whoever may vote. Once somebody has voted, what is asked and who may vote cannot be changed. Until then it can be corrected.',
  cancel: 'Cancel',
  errors: {
    textMissing: 'Write the question.',
    textTooLong: 'The question is longer than 200 characters.',
    descriptionTooLong: 'The description is longer than 2000 characters.',
    choicesTooFew: 'Give at least 2 choices.',
    choicesTooMany: 'Give at most 20 choices.',
    choiceTooLong: 'This choice is longer than 200 characters.',
    choiceTwice: 'This choice appears twice.',
    choiceAlike:
      'Only capital letters, blanks or the form of its characters tell this choice from another one. If voters shall have both, press the button again.',
    choiceWithBar:
      'Write the bar without blanks around it: “ | ” stands between the choices of a vote in files.',
    choiceWithArrow:
      'Write the sign without blanks around it: “ > ” stands between the choices of a vote in files.',
    ratingChoices: 'The choices of a rating are 1 to 5: leave them out.',
    minInvalid: 'Give a whole number from 1 to the number of choices.',
    minOverMax: 'The smallest number is larger than the largest.',
    maxInvalid: 'Give a whole number from 1 to the number of choices.',
    limitsNotForKind: 'This kind takes exactly one choice: leave it out.',
    secretNotForPolicy: 'Answers can be changed only where each account votes once.',
    resultsNarrowed: 'After the first vote the results can only be shown to more people, not to fewer.',
    timeZoneUnknown: 'Choose a time zone of the list.',
    timeInvalid: 'Write the time as year-month-day and hour:minute.',
    timeSkipped: 'This time does not exist in the time zone: clocks are put forward over it.',
    timeOutOfRange: 'Choose a time between the years 2000 and 2999.',
    closesBeforeOpening: 'Voting must close after it opens.',
    closesPast: 'This time has passed. Choose a later one, or close the question by hand.',
  },
};
