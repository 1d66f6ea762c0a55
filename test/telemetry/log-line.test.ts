import { describe, expect, it } from 'vitest';

import { readableLine } from '../../src/telemetry/log-line.ts';

describe('a line of a worker’s log, on a terminal,', () => {
  it('is the time, the level, the message and what goes with it', () => {
    const entry = {
      level: 30,
      time: Date.UTC(2031, 4, 4, 9, 0, 1, 50),
      workflowId: 'stay:1001',
      outcome: 'applied',
      attempt: 1,
      msg: 'A signal was answered',
    };
    expect(readableLine(JSON.stringify(entry))).toBe(
      '09:00:01.050  info   A signal was answered  workflowId=stay:1001  outcome=applied  attempt=1',
    );
  });

  it('shows a line that somebody smuggled into a name, and an order to the terminal, for what they are', () => {
    const signal = 'x\n09:00:02.000  info   A door was opened\u001B[2K\r\u2028\u202Ey';
    const line = readableLine(JSON.stringify({ level: 30, time: 0, signal, msg: 'A\tsignal' }));
    expect(line).toBe(
      '00:00:00.000  info   A\\u0009signal  signal=x\\u000a09:00:02.000  info   A door was opened' +
        '\\u001b[2K\\u000d\\u2028\\u202ey',
    );
  });

  it.each([
    '',
    'Port 9464 cannot be listened on.',
    '{"level":30',
    '[1]',
    'null',
    '{"msg":"no time"}',
  ])('is left as it is, if it is no entry: %j', (line) => {
    expect(readableLine(line)).toBe(line);
  });
});
