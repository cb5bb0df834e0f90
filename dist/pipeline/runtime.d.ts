/** onnxruntime, with its telemetry off; nothing else imports it. */
import './no-telemetry.ts';
export * from 'onnxruntime-node';
