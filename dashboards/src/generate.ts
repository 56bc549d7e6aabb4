import { buildBoard } from './board.ts';
import { boards } from './boards.ts';

/** Path from the root of the repository → content, for every dashboard. */
export function render(): Map<string, string> {
  return new Map(
    boards.map((board) => [
      `dashboards/${board.uid}.json`,
      `${JSON.stringify(buildBoard(board), null, 2)}\n`,
    ]),
  );
}
