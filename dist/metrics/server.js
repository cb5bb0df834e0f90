import { createServer } from 'node:http';
const CHECK_MS = 5_000;
/** `/metrics` for Prometheus, `/healthz` for whoever restarts what does not work. */
export class MetricsServer {
    #server;
    constructor(server) {
        this.#server = server;
    }
    /** @throws Error with a sentence when the port is taken */
    static async open({ host, port, registry, check }) {
        const answers = {
            '/metrics': async () => ({
                status: 200,
                type: registry.contentType,
                body: await registry.metrics(),
            }),
            '/healthz': async () => {
                const problem = await problemOf(check);
                const body = problem === null ? { status: 'ok' } : { status: 'failing', problem };
                return {
                    status: problem === null ? 200 : 503,
                    type: 'application/json',
                    body: JSON.stringify(body),
                };
            },
        };
        const server = createServer((request, response) => {
            const path = (request.url ?? '').split('?')[0] ?? '';
            const isRead = request.method === 'GET' || request.method === 'HEAD';
            const answer = isRead && Object.hasOwn(answers, path) ? answers[path] : undefined;
            if (!answer)
                return void response.writeHead(404).end();
            answer().then(({ status, type, body }) => response
                .writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' })
                .end(body), () => response.writeHead(500).end());
        });
        await new Promise((resolve, reject) => {
            server.once('error', (error) => reject(error.code === 'EADDRINUSE'
                ? new Error(`Port ${port} is taken. Set WORDBRUSH_METRICS_PORT to another one.`)
                : error));
            server.listen(port, host, resolve);
        });
        return new MetricsServer(server);
    }
    get address() {
        const bound = this.#server.address();
        if (!bound || typeof bound === 'string')
            throw new Error('Metrics are not served.');
        const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
        return `http://${host}:${bound.port}`;
    }
    async close() {
        await new Promise((resolve) => {
            this.#server.close(() => resolve());
            this.#server.closeAllConnections();
        });
    }
}
/** What a check says, or that it says nothing in time. */
async function problemOf(check) {
    let timer;
    const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve(`No answer within ${CHECK_MS / 1_000} s.`), CHECK_MS);
    });
    const checked = check().then(() => null, (error) => (error instanceof Error ? error.message : String(error)));
    try {
        return await Promise.race([checked, late]);
    }
    finally {
        clearTimeout(timer);
    }
}
