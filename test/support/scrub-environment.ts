/**
 * Removes every setting of ours, Seam's and Temporal's from the environment before a test runs, so
 * that a developer's key or cluster is never what a test talks to. The mark by which .ci/run finds
 * processes that were left behind stays.
 */
for (const name of Object.keys(process.env)) {
  if (/^(SEAM|TEMPORAL|NIGHTLATCH)_(?!CI_RUN$)/.test(name)) delete process.env[name];
}
