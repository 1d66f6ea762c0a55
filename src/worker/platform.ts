/** What decides whether a worker can run here. */
export interface PlatformFacts {
  /** As `process.platform` and `process.arch` name them. */
  readonly platform: string;
  readonly arch: string;
  /** The version of glibc, where the C library is that one. */
  readonly glibc: string | undefined;
}

/** A worker cannot run on this system; the message and `next` say why, and on which it can. */
export class UnsupportedPlatform extends Error {
  override readonly name = 'UnsupportedPlatform';
  readonly next =
    'Use Linux with glibc, such as Debian or Ubuntu, or macOS, on x64 or arm64, or Windows on x64.';
}

/** What Temporal's native core is built for. */
const BUILDS: ReadonlySet<string> = new Set([
  'linux x64',
  'linux arm64',
  'darwin x64',
  'darwin arm64',
  'win32 x64',
]);

/**
 * Makes sure that Temporal's native core can be loaded: its own error speaks of a missing symbol.
 *
 * @throws UnsupportedPlatform
 */
export function expectSupportedPlatform(facts: PlatformFacts = factsOfThisProcess()): void {
  const { platform, arch, glibc } = facts;
  if (!BUILDS.has(`${platform} ${arch}`)) throw unsupported(`${platform} on ${arch}`);
  if (platform === 'linux' && glibc === undefined) {
    throw unsupported('Linux without glibc, such as Alpine with its musl');
  }
}

function unsupported(where: string): UnsupportedPlatform {
  return new UnsupportedPlatform(`Temporal's native core is not built for ${where}`);
}

function factsOfThisProcess(): PlatformFacts {
  const { platform, arch } = process;
  return { platform, arch, glibc: platform === 'linux' ? glibcVersion() : undefined };
}

function glibcVersion(): string | undefined {
  const report: { readonly header?: { readonly glibcVersionRuntime?: string } } =
    process.report.getReport();
  return report.header?.glibcVersionRuntime;
}
