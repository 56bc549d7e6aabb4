/** A page that shows no results: its stream says when the question changes, and nothing else. */

import { follow } from './event-stream.js';
import { renewOnChange } from './renew.js';

const root = document.querySelector('[data-change]');
const stream = follow(root.dataset.change, { changed: renewOnChange(root, () => stream.close()) });
