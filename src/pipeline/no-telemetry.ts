// From 1.29 on the runtime's builds for Linux tell their makers of every model that is opened, unless
// this is set before they are loaded.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
