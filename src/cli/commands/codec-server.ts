import { ringFile } from '../../codec/ring-file.ts';
import { newToken, readAccess } from '../../codec/server/access.ts';
import { serveCodec } from '../../codec/server/server.ts';
import * as config from '../../config.ts';
import { dayOf } from '../../serving/certificate.ts';
import { servedCertificate } from '../../serving/served-certificate.ts';
import { PortError } from '../../worker/health-server.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { expectNoPlainHttp, LOOPBACK } from '../expect-no-plain-http.ts';
import { untilStopped } from '../until-stopped.ts';
import { portNumber, UsageError } from '../usage-error.ts';

export const codecServer = defineCommand({
  name: 'codec-server',
  summary: 'decrypts stays for the Temporal UI and the Temporal command line',
  details: [
    'Whoever has a token of it reads every guest of the namespace: start it where it is needed, on the loopback or with HTTPS: ' +
      'NIGHTLATCH_TLS_CERT_FILE and NIGHTLATCH_TLS_KEY_FILE name a certificate and its key, which are read again when they change; or a ' +
      'proxy speaks it, whose address NIGHTLATCH_TRUSTED_PROXIES names. Off the loopback it does not start without either. It needs the key ring of NIGHTLATCH_PAYLOAD_KEYS, and a file with the origins of the UI and the hashes of ' +
      'the tokens, which is read again at every request. It decodes and never encodes. Each decode is a line of JSON on stderr: ' +
      'who, which workflows, never what.',
    'In the UI: its address as the codec endpoint, with cross-origin credentials, after a visit to /login. With Temporal’s command ' +
      'line: --codec-endpoint and --codec-auth "Bearer …".',
  ],
  examples: ['codec-server --new-token ada', 'codec-server --port 8081 --access codec-access.json'],
  options: {
    port: { type: 'string', value: 'N', help: 'listen there; a free one unless said' },
    host: { type: 'string', value: 'H', help: `listen on that interface; ${LOOPBACK} unless said` },
    access: { type: 'string', value: 'PATH', help: 'the file with origins and tokens' },
    'new-token': { type: 'string', value: 'NAME', help: 'makes a token, and prints it once' },
  },
  async run({ values, terminal }) {
    const { access: path, host = LOOPBACK, port = '0', 'new-token': name } = values;
    if (name !== undefined) {
      const { token, sha256 } = newToken();
      terminal.print(token);
      terminal.say(`Its line in the access file: ${JSON.stringify({ name, sha256: [sha256] })}`);
      return EXIT.done;
    }
    const ringPath = config.payloadKeys();
    if (ringPath === undefined)
      throw new UsageError('There is nothing to decode with.', 'Set NIGHTLATCH_PAYLOAD_KEYS.');
    if (path === undefined)
      throw new UsageError('The access file is not named.', 'Give it with --access PATH.');
    readAccess(path);
    const isTrustedProxy = config.trustedProxies();
    const files = config.certificateFiles();
    expectNoPlainHttp({ host, certificateFiles: files, isTrustedProxy });
    const audit = (line: object): void =>
      terminal.say(JSON.stringify({ time: new Date().toISOString(), ...line }));
    const ring = ringFile(ringPath, (why) => audit({ event: 'key ring', why }));
    const wanted = portNumber(port);
    const certificate =
      files &&
      servedCertificate(files, {
        read: ({ validUntil }) => audit({ event: 'certificate', until: dayOf(validUntil) }),
        failed: ({ message }) => audit({ event: 'certificate', why: message }),
      });
    const stopped = untilStopped();
    const access = () => readAccess(path);
    const wiring = { ring, access, audit, certificate, isTrustedProxy };
    const server = await serveCodec({ ...wiring, host, port: wanted }).catch(
      ({ code, message }: NodeJS.ErrnoException) => {
        throw new PortError(wanted, code ?? message);
      },
    );
    const scheme = certificate === undefined ? 'http' : 'https';
    terminal.print(`Codec server ready on ${scheme}://${host}:${server.port}`);
    await stopped;
    await server.close();
    return EXIT.done;
  },
});
