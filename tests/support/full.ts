/** Whether `npm run test:full` runs: what is slow and seldom finds anything is left out of `npm test`. */
export const FULL = process.env.FEATURESCOPE_TESTS === "full";
