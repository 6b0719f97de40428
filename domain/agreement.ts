/**
 * Krippendorff's alpha of yes-or-no answers to questions that not everybody was asked (Krippendorff 2011, "Computing
 * Krippendorff's Alpha-Reliability"): 1 is agreement, 0 what chance would give. Questions with one answer do not count.
 * Null where nothing can be said: no question has two answers, or all answers are the same.
 * @param questions the answers to each
 */
export function alphaOf(questions: readonly (readonly boolean[])[]): number | null {
  let total = 0;
  let yesInAll = 0;
  let disagreeing = 0;
  for (const answers of questions) {
    if (answers.length < 2) continue;
    const yes = answers.filter(Boolean).length;
    total += answers.length;
    yesInAll += yes;
    disagreeing += (2 * yes * (answers.length - yes)) / (answers.length - 1);
  }
  const expected = total > 1 ? (2 * yesInAll * (total - yesInAll)) / (total - 1) : 0;
  return expected === 0 ? null : 1 - disagreeing / expected;
}
