import { adam } from './adam.js';
import { Lbfgs } from './lbfgs.js';
export function newOptimizer(name) {
    return name === 'adam' ? new ReferenceAdam() : new Lbfgs();
}
/** Adam as the reference implementation of null-text inversion uses it: afresh at each timestep. */
class ReferenceAdam {
    /** It tests a loss after it has updated on it. */
    updatesBeforeStopping = true;
    #update = adam(0);
    begin(i) {
        // The reference's rate reaches 0 at step 100: longer schedules keep the last positive one.
        this.#update = adam(1e-2 * (1 - Math.min(i, 99) / 100));
    }
    step(parameters, _loss, gradient) {
        return this.#update(parameters, gradient);
    }
}
