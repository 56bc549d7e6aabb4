/** A page that shows no results: its stream says when the question changes, and nothing else. */

import { renewOnChange } from './renew.js';

const root = document.querySelector('[data-change]');
renewOnChange(root, new EventSource(root.dataset.change));
