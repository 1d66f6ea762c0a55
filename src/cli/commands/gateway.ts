import { StayClient } from '../../client/index.ts';
import * as config from '../../config.ts';
import { PortError } from '../../worker/health-server.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { expectNoPlainHttp, isLoopback, LOOPBACK } from '../expect-no-plain-http.ts';
import { ownVersion } from '../own-version.ts';
import { seamOnDemand } from '../seam-on-demand.ts';
import { untilStopped } from '../until-stopped.ts';
import { portNumber } from '../usage-error.ts';

export const gateway = defineCommand({
  name: 'gateway',
  summary: 'serves the stays over HTTP, for booking backends in any language',
  details: [
    'Needs TEMPORAL_ADDRESS (localhost:7233 unless said), and SEAM_API_KEY to tell PINs and entrances. The document of its ' +
      'routes is at /openapi.json. SIGTERM stops it cleanly.',
    'NIGHTLATCH_TOKENS names the file with the hashed tokens of who may call; "nightlatch token new" makes one. Without it ' +
      'the gateway serves this machine alone.',
    'NIGHTLATCH_TLS_CERT_FILE and NIGHTLATCH_TLS_KEY_FILE name a certificate and its key: then it speaks HTTPS, and reads them ' +
      'again when they change. Behind a proxy NIGHTLATCH_TRUSTED_PROXIES names the addresses whose X-Forwarded-For counts. Off the ' +
      'loopback one of the two must be set.',
    'SEAM_WEBHOOK_SECRET_FILE names the file with the secret of a webhook at Seam that leads to /webhooks/seam: then a stay ' +
      'looks at once when somebody else deletes or changes what it has.',
  ],
  options: {
    port: { type: 'string', value: 'N', help: 'listen there; a free one unless said' },
    host: {
      type: 'string',
      value: 'H',
      help: `listen on that interface; ${LOOPBACK} unless said, and always without tokens`,
    },
  },
  async run({ values, terminal }) {
    const { host = LOOPBACK } = values;
    const port = portNumber(values.port ?? '0');
    const { connection, namespace, address } = config.temporal();
    const level = config.logLevel();
    const isTrustedProxy = config.trustedProxies();
    const path = tokensFor(host, isTrustedProxy !== undefined);
    const certificateFiles = config.certificateFiles();
    expectNoPlainHttp({ host, certificateFiles, isTrustedProxy });
    const seam = config.seamIfSet();
    const secret = config.seamWebhookSecret();
    // Its web server takes a moment to load, which nobody waits for who gives another command.
    const { openGateway } = await import('../open-gateway.ts');
    // A stop that comes while it starts is a stop as well.
    const stopped = untilStopped();
    const stays = StayClient.onDemand({
      connection: { ...connection, connectTimeout: CONNECTED_WITHIN_MS },
      namespace,
      ...(seam === undefined ? {} : { seam: seamOnDemand(seam) }),
    });
    const running = await openGateway(
      {
        stays,
        level,
        path,
        certificateFiles,
        isTrustedProxy,
        version: await ownVersion(),
        ...(secret === undefined ? {} : { seamWebhookSecret: secret }),
      },
      { host, port },
    ).catch((error: NodeJS.ErrnoException) => {
      throw error.syscall === 'listen' ? new PortError(port, error.code ?? error.message) : error;
    });
    terminal.print(
      `Gateway ready on ${running.url}, stays at ${address}, namespace ${namespace}${path === undefined ? ', without tokens for this machine alone' : ''}`,
    );
    await stopped;
    await running.close();
    await stays.close();
    return EXIT.done;
  },
});

/** The tokens file, which a gateway must have that others than this machine can reach. */
function tokensFor(host: string, hasProxy: boolean): string | undefined {
  const path = config.tokensPath();
  if (path !== undefined) return path;
  const wrong = !isLoopback(host)
    ? 'is not set, so that anybody who reaches the gateway could open doors; without it --host must be left out'
    : 'is not set, so that whoever reaches the proxy of NIGHTLATCH_TRUSTED_PROXIES could open doors';
  if (isLoopback(host) && !hasProxy) return undefined;
  throw new config.ConfigurationError('NIGHTLATCH_TOKENS', wrong, 'tokens.json');
}

/** A caller is told within 5 s that Temporal is away. */
const CONNECTED_WITHIN_MS = 3_000;
