const ID = /^[A-Za-z0-9._-]{1,64}$/;
const COMMAND_ID = /^[!-~]{1,200}$/;

export const ID_RULE = 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ -';
export const COMMAND_ID_RULE = 'must be 1 to 200 printable ASCII characters without blanks';

/** Whether a value can be the id of a reservation, a listing or a guest's account. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** Whether a value can be a command id. */
export function isCommandId(value: unknown): value is string {
  return typeof value === 'string' && COMMAND_ID.test(value);
}
