/**
 * Loaded before each program that a script of package.json starts: gives it the SIGTERM that npm got. npm
 * passes a signal to the shell between the two, and Debian's shell dies of it without a word to us. `exec`
 * would put us in the shell's place, but Windows' shell has no `exec`.
 */
const LOOK_EVERY_MS = 100;

const shell = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === shell) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, LOOK_EVERY_MS);
// It keeps nobody from ending by itself.
watch.unref();
