import type { Command } from '../command.ts';

import { codecServer } from './codec-server.ts';
import { demo } from './demo.ts';
import { dev } from './dev.ts';
import { doctor } from './doctor.ts';
import { erase } from './erase.ts';
import { gateway } from './gateway.ts';
import { keysNew } from './keys/new.ts';
import { keysStatus } from './keys/status.ts';
import { reconcile } from './reconcile.ts';
import { sandbox } from './sandbox.ts';
import { setup } from './setup.ts';
import { stayCancel } from './stay/cancel.ts';
import { stayChange } from './stay/change.ts';
import { stayCheck } from './stay/check.ts';
import { stayHistory } from './stay/history.ts';
import { stayHold } from './stay/hold.ts';
import { stayList } from './stay/list.ts';
import { stayPin } from './stay/pin.ts';
import { stayPut } from './stay/put.ts';
import { stayReissue } from './stay/reissue.ts';
import { stayRelease } from './stay/release.ts';
import { stayRetry } from './stay/retry.ts';
import { stayShow } from './stay/show.ts';
import { tokenNew } from './token/new.ts';
import { webhooksTest } from './webhooks/test.ts';
import { worker } from './worker.ts';

/** Every command, in the order in which a person meets them. */
export const commands: readonly Command[] = [
  demo,
  dev,
  worker,
  gateway,
  sandbox,
  setup,
  doctor,
  stayPut,
  stayChange,
  stayCancel,
  stayHold,
  stayRelease,
  stayReissue,
  stayRetry,
  stayCheck,
  stayShow,
  stayHistory,
  stayList,
  stayPin,
  tokenNew,
  webhooksTest,
  reconcile,
  keysNew,
  keysStatus,
  erase,
  codecServer,
];
