import { STATE_VERSION, type StayState } from './state.ts';

/** A state as some release wrote it: of its version, and with fields that this one may not know. */
interface WrittenState {
  readonly version: number;
  readonly reservationId: string;
  readonly [field: string]: unknown;
}

/** By version: what a state of it is in the next one. */
export type Migrations = Readonly<Record<number, (state: WrittenState) => object>>;

/** Version 1 is the first. A migration stays here as long as stays may sleep that were written before it. */
const MIGRATIONS: Migrations = {};

/**
 * The state that the run before handed on, as this release reads it. What it does not know is kept as it is. That
 * of a newer version is read, too, since each can be read by the release before; it is handed on as of this
 * version, so that the newer release migrates once more what this one has changed.
 *
 * @throws if nobody here can read it. That fails the workflow task and not the run, whose door would stay as it
 *   is: the task waits for a worker that can.
 */
export function readState(
  written: unknown,
  migrations = MIGRATIONS,
  current: number = STATE_VERSION,
): StayState {
  if (!isState(written)) throw new Error('What the run before has handed on is no state of a stay');
  let state = written;
  while (state.version < current) {
    const { version } = state;
    const migrate = migrations[version];
    if (migrate === undefined)
      throw new Error(`A state of version ${version} cannot be read by this release`);
    state = { ...state, ...migrate(state), version: version + 1 };
  }
  return { ...state, version: current } as unknown as StayState;
}

function isState(written: unknown): written is WrittenState {
  if (typeof written !== 'object' || written === null) return false;
  const { version, reservationId } = written as Partial<WrittenState>;
  return Number.isInteger(version) && typeof reservationId === 'string';
}
