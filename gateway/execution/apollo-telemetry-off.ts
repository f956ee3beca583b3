/** Imported before Apollo, which would otherwise start an exporter and look for cloud metadata. */
process.env.APOLLO_TELEMETRY_DISABLED = '1';
