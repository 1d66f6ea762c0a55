/**
 * Removes every setting of ours, Seam's and Temporal's from the environment before a test runs, so
 * that a developer's key or cluster is never what a test talks to. What .ci/run marks its processes with stays, so that it finds those left behind.
 */
for (const name of Object.keys(process.env)) {
  if (/^(SEAM|TEMPORAL|NIGHTLATCH)_(?!CI_RUN$)/.test(name)) delete process.env[name];
}
