import { setTracing } from './tracing.ts';

/**
 * Sends this process's spans to `OTEL_EXPORTER_OTLP_ENDPOINT` by OTLP over HTTP; without it nothing is loaded and
 * nothing is traced. A collector that does not answer costs spans, never work.
 * @param service `service.name`, unless `OTEL_SERVICE_NAME` says otherwise
 * @returns what sends the last spans, at the end of the process
 */
export async function startTracing(
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<() => Promise<void>> {
  if (!environment.OTEL_EXPORTER_OTLP_ENDPOINT && !environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
    return () => Promise.resolve();
  }
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment.OTEL_SERVICE_NAME ?? service,
      'service.namespace': 'effect-studio',
    }),
    // Addresses, headers and sampling are read from OTEL_* by the SDK itself.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 1_000 })],
  });
  provider.register();
  setTracing(true);
  return async () => {
    setTracing(false);
    await provider.shutdown().catch(() => undefined);
  };
}
