import { randomInt } from 'node:crypto';

const LONGEST = 60;
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

const randomWord = (length: number) =>
  Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');

/** A readable ASCII address for a question's text, or an empty string where the text has no Latin letters or digits. */
export function slugOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
}

/** The same with a random ending: for a text whose plain slug is taken or empty. */
export function distinctSlugOf(text: string): string {
  return [slugOf(text) || 'question', randomWord(6)].join('-');
}
