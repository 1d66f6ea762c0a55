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
