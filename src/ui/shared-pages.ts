import type { SharedPage } from './shared-page.ts';

/** Pages kept of one reading: who asks for it in ever other ways gets them rendered anew. */
const MOST = 50;

/** What a page is made from and nothing else, the shortest-lived first. */
export type MadeFrom = readonly [object, ...object[]];

/**
 * Pages that are kept for as long as what they were made from is the same, object by object, so that they are never
 * older than it.
 */
export class SharedPages {
  readonly #kept = new WeakMap<object, { from: MadeFrom; pages: Map<string, SharedPage> }>();

  /** The page made from these objects that the key names, or what `make` makes of them. */
  find(from: MadeFrom, key: string, make: () => SharedPage): SharedPage {
    let kept = this.#kept.get(from[0]);
    if (!kept || !from.every((part, index) => part === kept?.from[index])) {
      kept = { from, pages: new Map() };
      this.#kept.set(from[0], kept);
    }
    let page = kept.pages.get(key);
    if (!page) {
      if (kept.pages.size >= MOST) kept.pages.clear();
      page = make();
      kept.pages.set(key, page);
    }
    return page;
  }
}
