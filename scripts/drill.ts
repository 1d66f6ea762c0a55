import { runDrill } from '../test/faults/drill/run-drill.ts';
import { buildProgram } from '../test/support/build-program.ts';

const begun = Date.now();
const say = (line: string): void => {
  const seconds = Math.round((Date.now() - begun) / 1_000);
  process.stdout.write(`${String(seconds).padStart(4)} s  ${line.trim()}\n`);
};

say('Building what is deployed');
const { told, wrongs } = await runDrill(buildProgram('.cache/drill-build'), say);
for (const line of told) say(line);
for (const wrong of wrongs) say(`WRONG: ${wrong}`);
say(wrongs.length === 0 ? 'Passed: nothing was late by more than the bound' : 'Failed');
if (wrongs.length > 0) process.exitCode = 1;
