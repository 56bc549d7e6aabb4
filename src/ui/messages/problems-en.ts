/** What a page says of a problem beyond its status, by the problem's type. */
export const problemsEn = {
  'cross-site': 'This form came from another site, so it was not taken.',
  'invalid-cursor': 'This address does not lead to a page of the list. Start from its first page.',
  'not-yours': 'This question belongs to somebody else.',
  'stale-form':
    'The page that this came from is out of date, or your browser refuses the cookies that forms need here. Nothing was saved.',
  unconfirmed:
    'The database has not confirmed this in time. If you changed something, look later whether it was done.',
  interrupted: 'The database was lost on the way. If you changed something, look whether it was done.',
  unavailable: 'The database cannot be reached. If you changed something, look whether it was done.',
  'not-recorded': 'It may have been saved. Send the same form again: it counts once.',
  'search-busy': 'Too many people are searching at this moment.',
  'search-too-long': 'This search took too long. Search for fewer and longer words.',
  busy: 'Too many files are being downloaded at this moment.',
  fileGone: 'The file is no longer in the bucket.',
};

/** Why something cannot be done to a question as it is. */
export const questionRefusalsEn = {
  published: 'The question is published already.',
  closingPassed: 'The closing time has passed: set a later one first.',
  draft: 'A draft cannot be closed.',
  noCredentials: 'The question takes no invitations: its policy is another.',
  credentialsClosed: 'The question takes no more votes, so invitations would be of no use.',
  credentialsFull: 'The question has as many invitations as it may have.',
  credentialsMeanwhile:
    'Nothing was made: there are other invitations now than this form was shown with. Perhaps it was sent twice. Send it again if you want more than there are.',
  credentialUnknown: 'This is no invitation of this question, or no longer.',
  credentialUsed: 'Somebody has voted with this invitation, so it stays as it is.',
};
