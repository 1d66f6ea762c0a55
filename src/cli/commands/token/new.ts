import { isId } from '../../../contract/ids.ts';
import { type Scope, SCOPES } from '../../../gateway/scopes.ts';
import { newToken } from '../../../gateway/tokens.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { UsageError } from '../../usage-error.ts';

export const tokenNew = defineCommand({
  name: 'token new',
  argument: 'name',
  summary: 'makes a token for the gateway, and the line for its tokens file',
  details: [
    'The token is printed once and kept nowhere: the file holds its hash. NIGHTLATCH_TOKENS names the file, ' +
      '{"tokens": [ … ]}, which the gateway reads again as soon as it changes.',
    'To replace a token, make another of the same name and put its hash beside the old one, "sha256": ["old", "new"]. ' +
      'Both are good until the old hash is taken out.',
    `The scopes are ${SCOPES.join(', ')}; desk includes all the others, and releases held stays.`,
  ],
  examples: ['token new pms --scopes stays:read,stays:write,credentials:read'],
  options: {
    scopes: { type: 'string', value: 'S,…', help: 'what its bearer may do' },
    ...JSON_OPTION,
  },
  async run({ values, argument: name, terminal }) {
    if (!isId(name)) {
      throw new UsageError(
        'The name of a token must be 1 to 64 of the characters A-Z a-z 0-9 . _ -.',
        'Name who is to have it, for example pms.',
      );
    }
    const { token, entry } = newToken(name, readScopes(values.scopes));
    if (values.json === true) {
      terminal.printJson({ token, entry });
      return EXIT.done;
    }
    terminal.say('The token. It is shown this once; whoever has it may do what its scopes say:');
    terminal.print(token);
    terminal.say('Its line for the tokens file:');
    terminal.print(JSON.stringify(entry));
    return EXIT.done;
  },
});

function readScopes(text: string | undefined): Scope[] {
  const named = [...new Set((text ?? '').split(',').map((name) => name.trim()))];
  const known = named.flatMap((name) => SCOPES.filter((scope) => scope === name));
  if (known.length === named.length) return known;
  throw new UsageError(
    `--scopes must name one or more of ${SCOPES.join(', ')}, with commas between.`,
    'For example --scopes stays:read,stays:write.',
  );
}
