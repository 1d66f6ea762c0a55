/** Says something, whose answer nobody waits for: it may come after the test, or never. */
export const say = (answer: Promise<unknown>): void => void answer.catch(() => {});
