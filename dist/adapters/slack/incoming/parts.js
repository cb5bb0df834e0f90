export function placeIn(workspace, channel, thread) {
    return {
        platform: 'slack',
        workspace,
        channel,
        ...(thread !== undefined && { thread }),
    };
}
