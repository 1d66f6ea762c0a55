import { seam } from '../../../config.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';

import { withStays } from './with-stays.ts';

const STATES = {
  issued: 'issued',
  issuing: 'not confirmed by the access system yet',
  'in-trouble': 'in trouble: look at the credential in Seam Console',
} as const;

export const stayPin = defineCommand({
  name: 'stay pin',
  argument: 'reservation id',
  summary: 'prints the guest’s PIN, or the state of the guest’s key',
  details: ['Read from Seam at this moment (SEAM_API_KEY) and kept nowhere.'],
  options: JSON_OPTION,
  async run({ values, argument, terminal }) {
    const config = seam();
    // Its client takes a fifth of a second to load, which the other commands need not wait for.
    const { connectSeam } = await import('../../../seam/seam-http.ts');
    const credential = await terminal.waiting(
      'Asking Seam',
      withStays((stays) => stays.pin(argument), { seam: connectSeam(config) }),
    );
    if (values.json === true) terminal.printJson(credential);
    else
      terminal.print(credential.code ?? `${credential.accessMethod}: ${STATES[credential.state]}`);
    if (credential.state !== 'issued')
      terminal.say(`The credential is ${STATES[credential.state]}.`);
    if (credential.held === true)
      terminal.say('The stay is held: it opens nothing until the stay is released.');
    return EXIT.done;
  },
});
