import { existsSync } from 'node:fs';
import { type Config, readConfig } from '../../config.ts';

/** Takes the settings of .env that the environment has not, as `npm start` does. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** The settings that `npm start` has. Throws `bad-option` for those that are wrong. */
export function readSettings(): Config {
  loadEnvFile();
  return readConfig(process.env);
}
