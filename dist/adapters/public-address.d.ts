/** An address as `dns.lookup` gives it. */
export interface Address {
    readonly address: string;
    readonly family: number;
}
export type Resolve = (hostname: string) => Promise<readonly Address[]>;
export declare function isPublicAddress(address: string): boolean;
/** The addresses of a host name that lie on the public internet; none when it leads elsewhere. */
export declare function publicAddresses(hostname: string, resolve?: Resolve): Promise<readonly Address[]>;
