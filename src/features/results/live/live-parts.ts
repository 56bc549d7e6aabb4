import { OneByOne } from '#src/features/results/live/one-by-one.ts';
import type { ResultsSources, Watchable } from '#src/features/results/live/watched-question.ts';
import { allRounds, lastRound } from '#src/features/results/pages/runoff-view.ts';
import { roundingNote, tieNote } from '#src/features/results/pages/tally-notes.ts';
import { timelineChart, timelineTable } from '#src/features/results/pages/votes-over-time.ts';
import type { TimelineReader } from '#src/features/results/timeline/timeline-reader.ts';

/**
 * Draws the pieces of the page that are more than numbers, as the page itself does: a stream is open while votes come.
 * Where many questions are watched, each has its pieces less often, so that votes need not wait for them.
 */
export function liveParts(timelines: TimelineReader): ResultsSources['parts'] {
  const turns = new OneByOne();
  return (question: Watchable, tally, locales) =>
    turns.run(async () => {
      const timeline = await timelines.readNow(question);
      const { timeZone } = question;
      return new Map(
        locales.map((locale) => [
          locale,
          {
            timeline: timelineChart(timeline, timeZone, locale),
            timelineTable: timelineTable(timeline, timeZone, locale),
            ...(tally.runoff
              ? { rounds: allRounds(tally, true, locale), lastRound: lastRound(tally, true, locale) }
              : {
                  tie: tieNote(tally, locale),
                  rounding: roundingNote(tally.choices, tally.total, locale),
                }),
          },
        ]),
      );
    });
}
