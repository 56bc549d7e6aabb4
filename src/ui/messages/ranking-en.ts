const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** Likes, the order of the list and the search in it. */
export const rankingEn = {
  buttons: { like: 'Like', dislike: 'Dislike' },
  reactTo: (button: string, text: string) => `${button}: ${text}`,
  counted: {
    like: (count: number, shown: string) => `${shown} ${plural(count, 'like', 'likes')}`,
    dislike: (count: number, shown: string) => `${shown} ${plural(count, 'dislike', 'dislikes')}`,
  },
  order: 'Order',
  orders: { ranking: 'Most popular', newest: 'Newest' },
  search: 'Search the questions',
  searchButton: 'Search',
  found: (words: string) => `Questions with “${words}”`,
  nothingFound: (words: string) => `No question has “${words}”`,
  nothingFoundHint: 'The search looks at questions and choices. Try fewer or other words.',
  showAll: 'Show all questions',
};
