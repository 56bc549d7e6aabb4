import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { AccountRole } from '#src/database/models/account.ts';
import { shutdownTelemetry } from '#src/telemetry/state.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { lightAccount } from '../support/light-account.ts';
import { atEnd } from '../support/share-process.ts';
import { createTestApp } from '../support/test-app.ts';
import { launchChromium } from './chromium.ts';
import { watchFaults } from './faults.ts';
import { PASSWORD } from './password.ts';

/** Milliseconds after which a page is given up: longer than any takes while all processors are at work on something else. */
const PATIENCE = 60_000;

/** One browsing person, with a profile of their own. */
export interface Visitor {
  page: Page;
  /** Goes to a path of the site. Gives the status of the answer. */
  go(path: string): Promise<number>;
  /** Presses a button or link and waits for the page it leads to. */
  press(role: 'button' | 'link', name: string | RegExp): Promise<void>;
  heading(): Promise<string>;
  logIn(name: string, password?: string): Promise<void>;
}

let launched: Promise<Browser> | undefined;

/** The browser of this process, for all its test files. */
function openBrowser(): Promise<Browser> {
  if (launched) return launched;
  const launching = launchChromium();
  launched = launching;
  atEnd(async () => {
    await (await launching).close();
    await shutdownTelemetry();
  });
  return launching;
}

/** The service on a port for one test file, and the browser beside it. */
export async function openSite(t: Cleanup, env: NodeJS.ProcessEnv = {}) {
  const browser = await openBrowser();
  const app = await createTestApp(t, { TRUSTED_PROXIES: '127.0.0.1', ...env });
  const origin = await app.app.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => Promise.all(browser.contexts().map((context) => context.close())));

  let visitors = 0;
  // Each comes from an address of its own, so that they do not share the limit on logging in.
  const address = () => ({ 'x-forwarded-for': `198.51.100.${visitors++ % 250}` });

  async function openPage(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      baseURL: origin,
      locale: 'en-GB',
      timezoneId: 'UTC',
      extraHTTPHeaders: address(),
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    return { context, page, assertFaultless: watchFaults(page) };
  }

  /** A new visitor, gone when the test ends; anything the browser complains of fails the test. */
  async function visitor(test: Cleanup, options: BrowserContextOptions = {}): Promise<Visitor> {
    const { context, page, assertFaultless } = await openPage(options);
    test.after(async () => {
      await context.close();
      assertFaultless();
    });
    return visitorOf(page);
  }

  const vacant: Awaited<ReturnType<typeof openPage>>[] = [];

  /**
   * A visitor in the window of one who has left, whose cookies are gone and of whose visit nothing is cached. The
   * process behind it is warm, so that many pages can be looked at in half the time.
   */
  async function passerBy(test: Cleanup): Promise<Visitor> {
    const window = vacant.pop() ?? (await openPage());
    const { context, page, assertFaultless } = window;
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await context.setExtraHTTPHeaders(address());
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
    test.after(async () => {
      await devtools.detach();
      // Left from within: by an order from outside, the blank page and the next one would each be a new process.
      const left = page.waitForEvent('load');
      await page.evaluate("location.replace('about:blank')");
      await left;
      await context.clearCookies();
      assertFaultless();
      vacant.push(window);
    });
    return visitorOf(page);
  }

  function visitorOf(page: Page): Visitor {
    const go = async (path: string) => (await page.goto(path))?.status() ?? 0;
    const press: Visitor['press'] = async (role, name) => {
      const target = page.getByRole(role, { name, exact: typeof name === 'string' });
      await Promise.all([page.waitForEvent('domcontentloaded'), target.click()]);
    };
    const heading = () => textOf(page.getByRole('heading', { level: 1 }));
    const logIn = async (name: string, password = PASSWORD) => {
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('Password').fill(password);
      await press('button', 'Log in');
    };
    return { page, go, press, heading, logIn };
  }

  /** Makes an organiser's account and logs a new visitor in with it. */
  async function organiserVisitor(
    test: Cleanup,
    name: string,
    options: BrowserContextOptions = {},
    role: AccountRole = 'organiser',
  ) {
    await lightAccount(app.database, { name, password: PASSWORD, role });
    const person = await visitor(test, options);
    await person.go('/login');
    await person.logIn(name);
    return person;
  }

  return { ...app, origin, visitor, passerBy, organiserVisitor };
}

export type Site = Awaited<ReturnType<typeof openSite>>;

/** Has Chromium forget what was typed, as Firefox does where a page is not to be stored. */
export const forgetTyped = (page: Page): Promise<void> =>
  page.evaluate("for (const form of document.forms) form.setAttribute('autocomplete', 'off')");

/** What an element says, without the blanks around it. */
export const textOf = async (element: Locator): Promise<string> =>
  (await element.textContent())?.trim() ?? '';

/** Every flow is walked both ways: pages work without JavaScript. */
export const modes = [
  { javaScriptEnabled: true, mode: 'with JavaScript' },
  { javaScriptEnabled: false, mode: 'without JavaScript' },
] as const;
