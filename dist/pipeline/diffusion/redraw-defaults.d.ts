/** Where the dials of the methods that redraw from noise stand until they are turned. */
export declare const REDRAW_DEFAULTS: {
    readonly sdedit: {
        readonly strength: 0.6;
    };
    readonly diffedit: {
        readonly ratio: 0.9;
        readonly threshold: 0.2;
        readonly repeats: 10;
    };
    readonly 'fast-diffedit': {
        readonly strength: 0.8;
        readonly threshold: 0.2;
        readonly repeats: 12;
    };
    readonly inpaint: {
        readonly strength: 1;
    };
};
