import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

import { isUnreadable } from './errors.ts';

/** Payloads as Temporal's messages have them. */
export interface Payloads {
  readonly payloads?: Payload[] | null;
}

/** Reads payloads of a workflow; undefined for each that cannot be read, such as where its key is lost. */
export interface Decoder {
  /** Whether there was one whose key is not here. */
  isPartial(): boolean;
  workflow(payloads: Payloads | null | undefined): Promise<readonly unknown[]>;
  activity(payloads: Payloads | null | undefined, activityId: string): Promise<readonly unknown[]>;
}

/** Reads by the client's own data converter, and so also what is encrypted. */
export function decoderOf(client: Client, workflowId: string): Decoder {
  const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
  const { namespace } = client.options;
  type Context = Parameters<(typeof payloadCodecs)[number]['decode']>[1];
  let isPartial = false;
  const read = async (
    { payloads }: Payloads,
    context: NonNullable<Context>,
  ): Promise<readonly unknown[]> =>
    Promise.all(
      (payloads ?? []).map(async (payload) => {
        try {
          let decoded = [payload];
          for (const codec of payloadCodecs.toReversed())
            decoded = await codec.decode(decoded, context);
          const [clear] = decoded;
          return clear && payloadConverter.fromPayload<unknown>(clear, context);
        } catch (error) {
          if (isUnreadable(error)) isPartial = true;
          return undefined;
        }
      }),
    );
  return {
    isPartial: () => isPartial,
    workflow: (payloads) => read(payloads ?? {}, { type: 'workflow', namespace, workflowId }),
    activity: (payloads, activityId) =>
      read(payloads ?? {}, { type: 'activity', namespace, workflowId, activityId, isLocal: false }),
  };
}
