/** The end of every page. */
export const footerEn = {
  language: 'Language',
  visits: (count: number, shown: string) => `You have visited ${shown} ${count === 1 ? 'time' : 'times'}.`,
  visitors: (count: number, shown: string) => `${shown} unique ${count === 1 ? 'visitor' : 'visitors'}.`,
};
