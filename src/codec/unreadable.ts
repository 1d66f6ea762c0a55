/** Why a payload cannot be read. */
export type Unreadable = 'in-clear' | 'unknown-key' | 'of-another-workflow' | 'altered';

/** A payload that the key ring does not open. The text quotes nothing of it but the id of its key. */
export class PayloadUnreadable extends Error {
  override readonly name = 'PayloadUnreadable';
  readonly why: Unreadable;

  constructor(why: Unreadable, keyId?: string) {
    super(TEXT[why](keyId ?? ''));
    this.why = why;
  }
}

const TEXT: Readonly<Record<Unreadable, (keyId: string) => string>> = {
  'in-clear': () => 'A payload is in clear, and the key ring accepts that no longer',
  'unknown-key': (keyId) => `A payload is encrypted under key ${keyId}, which the ring has not`,
  'of-another-workflow': () => 'A payload was encrypted for another workflow',
  altered: () => 'A payload is damaged, or was altered',
};
