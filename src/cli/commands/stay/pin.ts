import { seam } from '../../../config.ts';
import { connectSeam } from '../../../seam/seam-http.ts';
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
    const port = connectSeam(seam());
    const credential = await terminal.waiting(
      'Asking Seam',
      withStays((stays) => stays.pin(argument), { seam: port }),
    );
    if (values.json === true) terminal.printJson(credential);
    else
      terminal.print(credential.code ?? `${credential.accessMethod}: ${STATES[credential.state]}`);
    if (credential.state !== 'issued')
      terminal.say(`The credential is ${STATES[credential.state]}.`);
    return EXIT.done;
  },
});
