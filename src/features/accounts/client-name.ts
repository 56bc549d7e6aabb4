import Bowser from 'bowser';

/** What a person knows a session by: browser and system, without versions; empty for a program. */
export function clientName(userAgent: string | undefined): string {
  if (!userAgent) return '';
  const { browser, os } = Bowser.parse(userAgent.slice(0, 500));
  return browser.name && os.name ? `${browser.name}, ${os.name}`.slice(0, 80) : '';
}
