import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const FURTHEST = 80;

/** What the focused element is called: its label, or what it says. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const e = document.activeElement;
    const name = e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent;
    return name.trim().replace(/\\s+/g, ' ');
  })()`);

/** A hand on the keys that never touches a mouse. */
export function keyboardOf(page: Page) {
  const press = (key: string) => page.keyboard.press(key);
  return {
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Presses Tab until the focus is on what has this name. */
    tabTo: async (name: string | RegExp) => {
      const passed: string[] = [];
      while (passed.length < FURTHEST) {
        await press('Tab');
        const here = await focused(page);
        if (typeof name === 'string' ? here === name : name.test(here)) return;
        passed.push(here);
      }
      assert.fail(`Tab does not lead to ${name}: ${passed.join(' | ')}`);
    },
    /** Presses Enter and waits for the page that follows. */
    enter: () => Promise.all([page.waitForEvent('domcontentloaded'), press('Enter')]),
  };
}
