/** Style sheets of results that stand without the site around them, in the order of their rules. */
export const SCREEN_STYLES = [
  'tokens',
  'base',
  'controls',
  'components',
  'pages',
  'content',
  'results',
  'screen',
  'print',
];
