const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;
/**
 * Adam (Kingma and Ba 2015, algorithm 1) from a fresh state: returns a function that takes the
 * parameters and the gradient of one step and gives the parameters after it.
 */
export function adam(learningRate) {
    let step = 0;
    let mean; // m_t
    let square; // v_t
    return ({ data, dims }, gradient) => {
        step += 1;
        mean ??= new Float64Array(data.length);
        square ??= new Float64Array(data.length);
        const meanCorrection = 1 - BETA_1 ** step;
        const squareCorrection = 1 - BETA_2 ** step;
        const next = new Float32Array(data.length);
        for (let i = 0; i < data.length; i++) {
            const g = gradient.data[i];
            mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * g;
            square[i] = BETA_2 * square[i] + (1 - BETA_2) * g * g;
            const direction = mean[i] / meanCorrection / (Math.sqrt(square[i] / squareCorrection) + EPSILON);
            next[i] = data[i] - learningRate * direction;
        }
        return { data: next, dims };
    };
}
