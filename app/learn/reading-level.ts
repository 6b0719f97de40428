/**
 * Flesch-Kincaid grade of English prose (Kincaid et al. 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59,
 * roughly the school year that it takes to read it.
 */
export function readingGrade(text: string): number {
  const sentences = text.split(/[.!?]+(?=[\s”]|$)/).filter((part) => /[a-z]/i.test(part)).length;
  const words = text.match(/[A-Za-z][A-Za-z’'-]*/g) ?? [];
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
}

/** Groups of vowels, less a silent e at the end and a silent -ed, -es; a rule of thumb that is right for most words. */
function syllablesOf(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, "");
  const groups = letters.replace(/(?:[^laeiouy]es|[^dt]ed|[^laeiouy]e)$/, "").match(/[aeiouy]+/g) ?? [];
  return Math.max(1, groups.length);
}
