/** The size at which the model sees a picture of the given size. */
export function framedSize({ width, height }, { fit, size, multiple }) {
    if (fit === 'crop')
        return { width: size, height: size };
    const longest = floorTo((size * size) / multiple, multiple);
    const side = (length) => {
        const scaled = floorTo((length * size) / Math.sqrt(width * height), multiple);
        return Math.min(Math.max(scaled, multiple), longest);
    };
    return { width: side(width), height: side(height) };
}
/**
 * The size to keep a picture at, for models that look at up to `side` pixels: its shorter side for a
 * crop, or its area for a fit. The area stays within 2·side², whatever the aspect ratio.
 */
export function keptSize({ width, height }, side) {
    const scale = Math.min(1, side / Math.min(width, height), side * Math.sqrt(2 / (width * height)));
    const scaled = (length) => Math.max(1, Math.round(length * scale));
    return { width: scaled(width), height: scaled(height) };
}
function floorTo(value, multiple) {
    return Math.floor(value / multiple) * multiple;
}
