import type { FastifyRequest } from 'fastify';
import { isLocale } from '#src/ui/languages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Cookie of a reader who chose a language. */
export const LANGUAGE_COOKIE = 'language';

/** The browser's first language that there is a catalogue for, by its order of preference (RFC 9110, 12.5.4). */
function preferred(header = ''): Locale | undefined {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      const weight = quality === undefined ? 1 : Number(quality);
      return { language: tag.split('-')[0], weight };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => language)
    .find(isLocale);
}

/** The reader's language: as chosen, or as the browser prefers, or English. */
export function localeOf({ cookies, headers }: Pick<FastifyRequest, 'cookies' | 'headers'>): Locale {
  const chosen = cookies[LANGUAGE_COOKIE];
  return isLocale(chosen) ? chosen : (preferred(headers['accept-language']) ?? 'en');
}
