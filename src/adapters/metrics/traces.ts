import { context, propagation, trace } from '@opentelemetry/api';
import type { Telemetry } from 'bullmq';

export interface Traces {
  /** For the queues: a span for every ring, and one for hearing it, joined across processes. */
  readonly telemetry: Telemetry;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/**
 * OpenTelemetry traces over OTLP/HTTP. The exporter itself reads the standard variables (`OTEL_EXPORTER_OTLP_ENDPOINT`,
 * `…_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`). Spans carry names of queues, ids and codes: what jobs
 * hold, which is never a text.
 */
export async function startTraces(): Promise<Traces> {
  // Loaded only where asked for: half the start-up time would go into it.
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { BullMQOtel }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('bullmq-otel'),
    ]);
  const provider = new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return {
    telemetry: new BullMQOtel({ tracerName: 'sang' }),
    async stop() {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
