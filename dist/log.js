import { destination, pino } from 'pino';
/** What is as good as a password, by its look, and what is written in its place. */
const CREDENTIALS = [
    [/\bxox[a-z]-[\w-]+|\bxapp-[\w-]+/g, '[token]'], // Slack
    [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, '[token]'], // Discord
    [/\b(Bearer|Basic) [\w.~+/=-]+/gi, '$1 [token]'],
    [/\/(webhooks|interactions)\/(\d+)\/[\w-]+/g, '/$1/$2/[token]'],
    [/(:\/\/)[^\s/@"\\]*@/g, '$1[secret]@'],
    [/\bhttps?:\/\/hooks\.slack\.com\/[^\s"\\]*/g, '[address]'],
    [/([?&](?:token|ticket|hm|sig|signature|secret|password)=)[^&\s"\\]+/gi, '$1[secret]'],
];
/** A text without anything that looks like a credential, and without these very secrets. */
export function redact(text, secrets = []) {
    const plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
    return CREDENTIALS.reduce((rest, [look, instead]) => rest.replace(look, instead), plain);
}
/** The values of an environment that nobody may read. */
export function secretsIn(environment) {
    return Object.entries(environment).flatMap(([name, value = '']) => /TOKEN|SECRET|PASSWORD|_KEY$/.test(name) && value.trim().length >= 8 ? [value.trim()] : []);
}
/** Structured logs on stderr, one JSON object a line, with every credential struck out. */
export function createLog(level, secrets = [], to = destination(2)) {
    // A line is JSON: a secret stands in it as JSON writes it.
    const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
    return pino({ level, base: null, hooks: { streamWrite: (line) => redact(line, written) } }, to);
}
