/** onnxruntime, with its telemetry off; nothing else imports it. */
import './no-telemetry.js';
export * from 'onnxruntime-node';
