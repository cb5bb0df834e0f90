import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
/** Not reachable from outside, or not one host: IANA's special-purpose registries, and multicast. */
const RESERVED = new BlockList();
for (const [network, prefix] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16], // link-local: the metadata services of clouds
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
])
    RESERVED.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
    ['2001::', 23], // Teredo and other wrappings of IPv4
    ['2001:db8::', 32],
    ['2002::', 16], // 6to4
    ['3fff::', 20],
])
    RESERVED.addSubnet(network, prefix, 'ipv6');
/** All of IPv6 that is given out; mapped IPv4, loopback, link-local and unique-local lie outside. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
export function isPublicAddress(address) {
    switch (isIP(address)) {
        case 4:
            return !RESERVED.check(address, 'ipv4');
        case 6:
            return GLOBAL.check(address, 'ipv6') && !RESERVED.check(address, 'ipv6');
        default:
            return false;
    }
}
/** The addresses of a host name that lie on the public internet; none when it leads elsewhere. */
export async function publicAddresses(hostname, resolve = (name) => lookup(name, { all: true })) {
    return (await resolve(hostname)).filter(({ address }) => isPublicAddress(address));
}
