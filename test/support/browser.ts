import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startChild } from '../../src/cli/services/child-process.ts';
import { runnable } from '../../src/cli/services/program-cache.ts';
import { searchPath } from '../../src/cli/services/program-folders.ts';

/** A page of a headless Chromium, which a test drives as a person would. */
export interface Page {
  /** Opens an address and waits until its own document has loaded. */
  open(url: string): Promise<void>;
  /** Clicks on what this selector finds. */
  click(selector: string): Promise<void>;
  /** Types into the field that this selector finds. */
  type(selector: string, text: string): Promise<void>;
  /** Waits until the visible text holds these words; answers all of it. */
  untilTold(words: string): Promise<string>;
  /** A picture of what is seen. */
  screenshot(): Promise<Buffer>;
}

const NAMES = ['chromium', 'chromium-headless-shell', 'chromium-browser', 'google-chrome'];
const READY_WITHIN_MS = 30_000;
const TOLD_WITHIN_MS = 30_000;
const SIZE = { width: 1_440, height: 1_000 };

/** Where Chromium is; undefined if it is not on the path. Debian's package is `chromium`. */
export async function findBrowser(): Promise<string | undefined> {
  for (const folder of searchPath(process.env))
    for (const name of NAMES) {
      const path = await runnable(join(folder, name));
      if (path !== undefined) return path;
    }
  return undefined;
}

/** Lets a piece of work use a page of a browser of its own, without a past, and ends it however the work ends. */
export async function withPage<T>(command: string, work: (page: Page) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-browser-'));
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  const child = await startChild({
    name: 'Chromium',
    command,
    args: [
      '--headless',
      // Root may not use Chromium's sandbox, and everything that is opened here is ours.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--lang=en'],
      ...[`--user-data-dir=${folder}`, '--remote-debugging-port=0'],
      `--window-size=${SIZE.width},${SIZE.height}`,
      'about:blank',
    ],
    environment: { ...process.env, HOME: folder },
    onLine(line) {
      const [, address] = /^DevTools listening on ws:\/\/([^/]+)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    },
  });
  try {
    const address = await within(
      ready,
      READY_WITHIN_MS,
      () => `Chromium is not ready: ${child.stderrTail()}`,
    );
    return await work(await openPage(address));
  } finally {
    await child.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openPage(address: string): Promise<Page> {
  const answer = await fetch(`http://${address}/json/list`);
  const targets = (await answer.json()) as readonly Target[];
  const target = targets.find(({ type }) => type === 'page');
  if (target === undefined) throw new Error('Chromium has no page');
  const line = await dial(target.webSocketDebuggerUrl);
  await line.send('Page.enable');
  const evaluate = async (expression: string): Promise<unknown> => {
    const given = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await line.send('Runtime.evaluate', given);
    if (exceptionDetails !== undefined)
      throw new Error(`The page: ${JSON.stringify(exceptionDetails)}`);
    return (result as { readonly value?: unknown }).value;
  };
  return {
    async open(url) {
      const loaded = line.next('Page.loadEventFired');
      const { errorText } = await line.send('Page.navigate', { url });
      if (typeof errorText === 'string') throw new Error(`${url}: ${errorText}`);
      await within(loaded, READY_WITHIN_MS, () => `${url} does not load`);
    },
    async click(selector) {
      await evaluate(`${found(selector)}.click()`);
    },
    async type(selector, text) {
      await evaluate(`${found(selector)}.focus()`);
      await line.send('Input.insertText', { text });
    },
    async untilTold(words) {
      const deadline = Date.now() + TOLD_WITHIN_MS;
      for (;;) {
        const text = String(await evaluate('document.body?.innerText ?? ""'));
        if (text.includes(words)) return text;
        if (Date.now() > deadline)
          throw new Error(`The page does not say "${words}", but:\n${text}`);
        await line.send('Runtime.evaluate', { expression: PAINTED, awaitPromise: true });
      }
    },
    async screenshot() {
      const { data } = await line.send('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
  };
}

/** A script that finds an element, or says which one is not there. */
function found(selector: string): string {
  const words = JSON.stringify(selector);
  return `(document.querySelector(${words}) ?? (() => { throw new Error(${words} + ' is not there') })())`;
}

/** Resolves when the page has been painted once more, for a pace that is the browser's own. */
const PAINTED = 'new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 50)))';

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

type Told = Readonly<Record<string, unknown>>;

interface Line {
  send(method: string, params?: object): Promise<Told>;
  /** Settles when the browser tells this event the next time. */
  next(event: string): Promise<void>;
}

/** Speaks the protocol of Chromium's developer tools. */
async function dial(url: string): Promise<Line> {
  const socket = new WebSocket(url);
  const asked = new Map<number, PromiseWithResolvers<Told>>();
  const awaited = new Map<string, PromiseWithResolvers<void>>();
  socket.addEventListener('message', ({ data }) => {
    const told = JSON.parse(String(data)) as {
      id?: number;
      method?: string;
      result?: Told;
      error?: object;
    };
    if (told.method !== undefined) awaited.get(told.method)?.resolve();
    if (told.id === undefined) return;
    const waiting = asked.get(told.id);
    asked.delete(told.id);
    if (told.error === undefined) waiting?.resolve(told.result ?? {});
    else waiting?.reject(new Error(JSON.stringify(told.error)));
  });
  const opened = Promise.withResolvers<void>();
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('error', () => opened.reject(new Error(`${url} does not answer`)));
  socket.addEventListener('close', () => {
    for (const { reject } of asked.values()) reject(new Error('Chromium has ended'));
  });
  await opened.promise;
  let last = 0;
  return {
    async send(method, params = {}) {
      last += 1;
      const answer = Promise.withResolvers<Told>();
      asked.set(last, answer);
      socket.send(JSON.stringify({ id: last, method, params }));
      return answer.promise;
    },
    async next(event) {
      const told = Promise.withResolvers<void>();
      awaited.set(event, told);
      await told.promise;
    },
  };
}

async function within<T>(work: Promise<T>, ms: number, why: () => string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(why())), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
