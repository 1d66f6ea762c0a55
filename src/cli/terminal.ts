import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Where a command speaks. */
export interface Terminal {
  /** One line of the answer, on stdout. */
  readonly print: (line: string) => void;
  /** One line beside the answer, on stderr. */
  readonly say: (line: string) => void;
  /** The one document of a `--json` call, on stdout. */
  readonly printJson: (document: unknown) => void;
  /** Colours a piece of the answer, where that is wanted: on a terminal, without `NO_COLOR`. */
  readonly paint: (format: Format, text: string) => string;
  /** Tells that something takes its time, as long as it does. */
  readonly waiting: <T>(what: string, work: Promise<T>) => Promise<T>;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;

/** The terminal, pipe or file that this process was given. */
export function processTerminal(): Terminal {
  // Whoever reads us may stop reading, as `head` does: that is no error of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    printJson: (document) => void process.stdout.write(`${JSON.stringify(document, null, 2)}\n`),
    paint: (format, text) => styleText(format, text, { stream: process.stdout }),
    waiting,
  };
}

async function waiting<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  let frame = 0;
  const draw = (): void => {
    process.stderr.write(`\r${FRAMES[frame++ % FRAMES.length]} ${what}\u001B[K`);
  };
  draw();
  const timer = setInterval(draw, FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    process.stderr.write('\r\u001B[K');
  }
}
