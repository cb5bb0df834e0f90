import { existsSync } from 'node:fs';
export function addStart(program) {
    program
        .command('start', { isDefault: true })
        .description('Open the chats that are set up: Discord, Slack, or the web chat (the default).')
        .action(async () => {
        if (existsSync('.env'))
            process.loadEnvFile('.env'); // as `npm start` does
        // Loaded here, because the other commands do without the chats.
        const { serve } = await import('../main.js');
        await serve();
    });
}
