/** A number with its noun, as commands say it: `1 ballot`, `2 ballots`. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;
