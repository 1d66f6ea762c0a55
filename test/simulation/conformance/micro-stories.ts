import type { Host, MicroStory } from './host.ts';

function story(
  name: string,
  play: (host: Host) => Promise<void>,
  notOnTestServer?: string,
): MicroStory {
  return { name, play, ...(notOnTestServer === undefined ? {} : { notOnTestServer }) };
}

const NO_START = 'It writes no start of an attempt that timed out or was cancelled.';
const NO_CANCEL = 'It takes an activity between two attempts for one that runs.';
const TRIES_ON = 'It tries again what it was asked to cancel.';
const OTHER_TIMEOUT = 'It names another timeout and another retry state.';

/** Sends what shall wait together while no worker is there, then lets one have it. */
async function together(host: Host, send: () => Promise<void>): Promise<void> {
  await host.stopWorker();
  await send();
  await host.startWorker();
}

const ends: readonly MicroStory[] = [
  story('completes with what it was given', (host) => host.start('completes', 'once')),
  story('fails with a failure of its own', (host) => host.start('fails')),
  story('a failure in a signal handler fails the run', async (host) => {
    await host.start('failsBySignal');
    await host.signal('say', 'x');
  }),
  story('what comes while it completes is heard first', async (host) => {
    await host.start('lingers');
    await host.saw('WorkflowExecutionStarted');
    await host.signal('say', 'one');
    await host.sawTaskStart();
    await host.signal('say', 'two');
  }),
  story('goes on in a new run, with what it says to it', async (host) => {
    await host.start('goesOn', 2);
    await host.signal('say', 'one');
    await host.sawRun(2);
    await host.signal('say', 'two');
    await host.sawRun(3);
    await host.signal('say', 'three');
  }),
  story('a run knows whether it goes on from another', (host) => host.start('knowsItsPast')),
];

const messages: readonly MicroStory[] = [
  story(
    'a signal before the first task is heard before the main function runs on',
    async (host) => {
      await host.startWithSignal('hears', 'say', 'first');
      await host.signal('stop');
    },
  ),
  story('signals of different names wait for their handlers, name by name', (host) =>
    together(host, async () => {
      await host.startWithSignal('hears', 'add', 'one');
      await host.signal('say', 'two');
      await host.signal('add', 'three');
      await host.signal('stop');
    }),
  ),
  story('a handler for every name keeps the order', (host) =>
    together(host, async () => {
      await host.startWithSignal('hearsInOrder', 'add', 'one');
      await host.signal('say', 'two');
      await host.signal('add', 'three');
      await host.signal('stop');
    }),
  ),
  story('signals and an update in one task: signals first', (host) =>
    together(host, async () => {
      await host.start('hears');
      await host.update('u1', 'ask', 'one');
      await host.sleep(200);
      await host.signal('say', 'two');
      await host.sleep(100);
      await host.startWorker();
      await host.sawAnswers(1);
      await host.signal('stop');
    }),
  ),
  story('an update is accepted and answered in one task', async (host) => {
    await host.start('hears');
    await host.query('look');
    await host.update('u1', 'ask', 'one');
    await host.saw('UpdateCompleted');
    await host.signal('stop');
  }),
  story('an update that its validator refuses leaves no trace', async (host) => {
    await host.start('hears');
    await host.query('look');
    await host.update('u1', 'ask', 'nonsense');
    await host.sawAnswers(1);
    await host.signal('stop');
  }),
  story('an update that nobody handles is refused', async (host) => {
    await host.start('hears');
    await host.update('u1', 'nothing', 'one');
    await host.sawAnswers(1);
    await host.signal('stop');
  }),
  story('an update that fails leaves the run alone', async (host) => {
    await host.start('answersBadly');
    await host.update('u1', 'ask', 'one');
    await host.saw('UpdateCompleted');
    await host.signal('stop');
  }),
  story('an update of one id is carried out once', async (host) => {
    await host.start('hears');
    await host.query('look');
    await host.update('u1', 'ask', 'one');
    await host.saw('UpdateCompleted');
    await host.update('u1', 'ask', 'one');
    await host.sawAnswers(2);
    await host.signal('stop');
  }),
  story('an update waits for a signal', async (host) => {
    await host.start('answersLater');
    await host.update('u1', 'wait', 'what');
    await host.saw('UpdateAccepted');
    await host.signal('say', 'this');
    await host.saw('UpdateCompleted');
    await host.signal('say', 'end');
  }),
  story('an update that waits when the run completes fails', async (host) => {
    await host.start('leavesUnanswered');
    await host.update('u1', 'wait', 'what');
    await host.saw('UpdateAccepted');
    await host.signal('stop');
  }),
  story('a query changes nothing', async (host) => {
    await host.start('hears');
    await host.query('look');
    await host.signal('say', 'one');
    await host.saw('Signaled');
    await host.query('look');
    await host.signal('stop');
  }),
  story('a worker that comes anew knows what there was', async (host) => {
    await host.start('hears');
    await host.query('look');
    await host.signal('say', 'one');
    await host.saw('Signaled');
    await host.sleep(200);
    await host.stopWorker();
    await host.startWorker();
    await host.signal('say', 'two');
    await host.signal('stop');
  }),
];

const timers: readonly MicroStory[] = [
  story('a condition times out', (host) => host.start('waits', 200)),
  story('a condition that comes true takes its timer back', async (host) => {
    await host.start('waits', 60_000);
    await host.saw('TimerStarted');
    await host.signal('say', 'wake');
  }),
  story('a signal and a timer in one task: the signal wins', async (host) => {
    await host.start('waits', 5_000);
    await host.saw('TimerStarted');
    await together(host, async () => {
      await host.saw('TimerFired');
      await host.signal('say', 'late');
    });
  }),
  story('a timer that is taken back in its own task never was', (host) =>
    host.start('changesItsMind'),
  ),
];

const activities: readonly MicroStory[] = [
  story('an activity answers', (host) => host.start('acts', 'hello')),
  story('an activity refuses for good', (host) => host.start('isRefused')),
  story('an activity is tried again, and its attempts are counted', (host) =>
    host.start('triesAgain', 3),
  ),
  story('an activity is tried so many times and no more', (host) => host.start('triesAgain', 5, 2)),
  story('a wait that is asked for goes before the policy', (host) =>
    host.start('isAskedToWait', 3_000, 5_500),
  ),
  story('a wait that is longer than what is left is not waited out', (host) =>
    host.start('isAskedToWait', 60_000, 20_000),
  ),
  story(
    'an attempt that hangs is tried again until the attempts are used up',
    (host) => host.start('timesOut', 700, 300, 60_000, 100),
    NO_START,
  ),
  story(
    'an attempt that hangs with no time for another ends them all',
    (host) => host.start('timesOut', 7_500, 4_500, 10_500, 3_000),
    NO_START,
  ),
  story(
    'an attempt that hangs past the end of all of them',
    (host) => host.start('timesOut', 7_500, 7_400, 6_000, 100),
    OTHER_TIMEOUT,
  ),
  story(
    'an attempt of which nobody hears is over, however long it may take',
    (host) => host.start('isToldOf', 'hangs', 3_000, 300),
    NO_START,
  ),
  story('an attempt that tells that it lives may take its time', (host) =>
    host.start('isToldOf', 'beats', 50, 900),
  ),
  story(
    'an activity that nobody works on runs out of time',
    (host) => host.start('nobodyWorks'),
    OTHER_TIMEOUT,
  ),
  story('what an attempt told of itself, the next one knows', (host) => host.start('resumes')),
];

const cancellations: readonly MicroStory[] = [
  story(
    'an activity cancelled between attempts stops at once',
    async (host) => {
      await host.start('cancels', 'failsUntil', 9, 30_000);
      await host.sawActivity('pausing');
      await host.signal('stop');
    },
    NO_CANCEL,
  ),
  story(
    'an activity cancelled while it runs stops when it next tells of itself',
    async (host) => {
      await host.start('cancels', 'beats', 250, 100);
      await host.sawActivity('started');
      await host.signal('stop');
    },
    NO_START,
  ),
  story('an activity cancelled while it runs may complete all the same', async (host) => {
    await host.start('cancels', 'hangs', 5_000, 100);
    await host.sawActivity('started');
    await host.signal('stop');
  }),
  story(
    'an activity cancelled while it runs is not tried again',
    async (host) => {
      await host.start('cancels', 'hangsThenFails', 5_000, 100);
      await host.sawActivity('started');
      await host.signal('stop');
    },
    TRIES_ON,
  ),
  story('an activity cancelled in its own task never was', (host) => host.start('cancelsAtOnce')),
  story('an inner scope is cancelled, the outer goes on', (host) => host.start('cancelsInner')),
  story('a run that is cancelled stops where it waits', async (host) => {
    await host.start('isCancelled');
    await host.sleep(200);
    await host.cancel();
  }),
  story('what is shielded goes on when the run is cancelled', async (host) => {
    await host.start('shields');
    await host.sleep(200);
    await host.cancel();
  }),
  story('a cancellation and a later signal in one task: the signal first', async (host) => {
    await host.start('hearsAndIsCancelled');
    await host.sleep(200);
    await together(host, async () => {
      await host.cancel();
      await host.signal('say', 'after the cancellation');
    });
  }),
];

/** The product's own look at a step, as it comes to a workflow. */
const looks: readonly MicroStory[] = [
  story(
    'a step that nobody polls for is in the queue',
    async (host) => {
      await host.start('looks', 'echo', 'hello', { taskQueue: 'nobody-works-here' });
      await host.saw('ActivityTaskScheduled');
      await host.signal('stop');
    },
    'It does not tell who polls.',
  ),
  story('a step that a worker has is seen as started', async (host) => {
    await host.start('looks', 'hangs', 4_000);
    await host.sawActivity('started');
    await host.signal('stop');
  }),
  story('a step that failed is seen between two attempts', async (host) => {
    await host.start('looks', 'failsUntil', 9, { retry: { initialInterval: 60_000 } });
    await host.sawActivity('pausing');
    await host.signal('stop');
  }),
  story('a step that was turned away is seen with the reason', async (host) => {
    await host.start('looks', 'isTurnedAway');
    await host.sawActivity('pausing');
    await host.signal('stop');
  }),
  story('a step whose attempt hung is seen as one without an answer', async (host) => {
    const retry = { initialInterval: 60_000 };
    await host.start('looks', 'hangs', 1_500, { retry, startToCloseTimeout: 300 });
    await host.sawActivity('pausing');
    await host.signal('stop');
  }),
  story('a step that is over is not seen any more', async (host) => {
    await host.start('looks', 'echo', 'hello');
    await host.saw('ActivityTaskCompleted');
    await host.signal('stop');
  }),
];

const rest: readonly MicroStory[] = [
  story('a patch is taken on once and stays', (host) => host.start('isPatched')),
  story('search attributes show at once what was set', (host) => host.start('shows')),
  story('a run that is started without a time-out knows of none', (host) =>
    host.start('knowsItsTimeout'),
  ),
];

/** The time-skipping server has no resets. */
const NO_RESET = 'It cannot reset a workflow.';

const resets: readonly MicroStory[] = [
  story(
    'a run that goes on after a reset hears again what came later',
    async (host) => {
      await host.start('hears');
      await host.sleep(200);
      await host.signal('say', 'one');
      await host.update('u1', 'ask', 'two');
      await host.sawAnswers(1);
      await host.signal('add', 'three');
      await host.sleep(200);
      await host.reset('first');
      await host.sleep(300);
      await host.signal('stop');
    },
    NO_RESET,
  ),
  story(
    'a run that was over goes on after a reset, and is reset once more',
    async (host) => {
      await host.start('hears');
      await host.sleep(200);
      await host.update('u1', 'ask', 'one');
      await host.sawAnswers(1);
      await host.signal('stop');
      await host.saw('WorkflowExecutionCompleted');
      await host.reset('first');
      await host.saw('WorkflowExecutionCompleted');
      await host.reset('first');
    },
    NO_RESET,
  ),
  story(
    'an activity that was under way before a reset is begun anew',
    async (host) => {
      await host.start('cancels', 'hangs', 1_500, 100);
      await host.sawActivity('started');
      await host.signal('say', 'nothing');
      await host.sleep(200);
      await host.reset('last');
    },
    NO_RESET,
  ),
  story(
    'a timer goes on through a reset',
    async (host) => {
      // A slow machine has to reset it before it fires.
      await host.start('waits', 6_000);
      await host.sleep(200);
      await host.signal('add', 'nothing');
      await host.sleep(200);
      await host.reset('last');
    },
    NO_RESET,
  ),
  story(
    'a cancellation that came after the reset point is forgotten',
    async (host) => {
      await host.start('shields');
      await host.sleep(200);
      await host.cancel();
      await host.saw('WorkflowExecutionCompleted');
      await host.reset('first');
      await host.sleep(500);
      await host.cancel();
    },
    NO_RESET,
  ),
  story(
    'an update that was accepted before a reset is answered after it',
    async (host) => {
      await host.start('answersLater');
      await host.sleep(200);
      await host.update('u1', 'wait', 'one');
      await host.saw('UpdateAccepted');
      await host.sleep(200);
      await host.signal('add', 'nothing');
      await host.sleep(200);
      await host.reset('last');
      await host.sleep(300);
      await host.signal('say', 'end');
    },
    NO_RESET,
  ),
];

export const MICRO_STORIES: readonly MicroStory[] = [
  ...ends,
  ...messages,
  ...timers,
  ...activities,
  ...cancellations,
  ...resets,
  ...looks,
  ...rest,
];
