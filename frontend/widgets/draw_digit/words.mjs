// What a layer is called.

/** @type {Record<string, (layer: any) => string>} */
const NAMES = {
  conv2d: ({ shape }) => `Convolution, ${shape[2]} × ${shape[3]}`,
  max_pool2d: ({ kernel }) => `Max pooling, ${kernel[0]} × ${kernel[1]}`,
  linear: () => "Linear layer",
  relu: () => "ReLU",
  flatten: () => "Flatten",
};

/** @param {any} layer */
export const layerWords = (layer) => NAMES[layer.type](layer);
