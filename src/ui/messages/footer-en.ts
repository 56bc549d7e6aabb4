/** The end of every page. */
export const footerEn = {
  language: 'Language',
};
