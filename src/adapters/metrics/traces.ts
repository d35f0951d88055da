import { context, propagation, trace } from '@opentelemetry/api';
import type { Telemetry } from 'bullmq';

export interface Traces {
  /** For the queues: a span for every ring, and one for hearing it, joined across processes. */
  readonly telemetry: Telemetry;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/**
 * OpenTelemetry traces over OTLP/HTTP, sent by a process with these roles. The libraries read the standard variables
 * themselves: where to (`OTEL_EXPORTER_OTLP_ENDPOINT`, `…_HEADERS`), how many (`OTEL_TRACES_SAMPLER`) and what the
 * process is called (`OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`). Spans carry names of queues, ids and codes: what
 * jobs hold, which is never a text. Undefined where `OTEL_SDK_DISABLED` switches them off.
 */
export async function startTraces(roles: readonly string[]): Promise<Traces | undefined> {
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return undefined;
  // Loaded only where asked for: half the start-up time would go into it.
  const [{ NodeTracerProvider, BatchSpanProcessor }, resources, { OTLPTraceExporter }, { BullMQOtel }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('bullmq-otel'),
    ]);
  const { defaultResource, detectResources, envDetector, resourceFromAttributes, serviceInstanceIdDetector } =
    resources;
  // What is configured goes before what we say of ourselves.
  const ourselves = resourceFromAttributes({ 'service.name': 'sang', 'sang.roles': [...roles] });
  const told = detectResources({ detectors: [serviceInstanceIdDetector, envDetector] });
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(ourselves).merge(told),
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
