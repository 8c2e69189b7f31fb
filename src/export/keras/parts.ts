/** Functions that add the parts of networks for images. */
export const BATCH_NORM = `
def batch_norm(x, name):
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=name)(x)`;

export const RELU_CONV_NORM = `
def relu_conv_norm(x, channels, kernel_size, strides, name):
    """Applies ReLU, convolution and batch norm."""
    x = layers.ReLU()(x)
    x = layers.Conv2D(
        channels,
        kernel_size,
        strides,
        padding="same",
        use_bias=False,
        name=f"{name}_conv",
    )(x)
    return batch_norm(x, f"{name}_norm")`;

export const FACTORIZED_REDUCTION = `
def factorized_reduction(x, channels, name):
    """Halves height and width, rounded up, without losing pixels.

    One convolution reads the pixels at even rows and columns, one those at odd ones.
    """
    x = layers.ReLU()(x)
    shifted = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    shifted = layers.Cropping2D(((1, 0), (1, 0)))(shifted)
    half = channels // 2
    even = layers.Conv2D(half, 1, 2, use_bias=False, name=f"{name}_even")(x)
    half = channels - half
    odd = layers.Conv2D(half, 1, 2, use_bias=False, name=f"{name}_odd")(shifted)
    x = layers.Concatenate()([even, odd])
    return batch_norm(x, f"{name}_norm")`;

export const SEPARABLE_CONV = `
def separable_conv(x, channels, kernel_size, strides, name):
    """Applies ReLU, depthwise and 1x1 convolution and batch norm, all twice."""
    for i, step in (1, strides), (2, 1):
        x = layers.ReLU()(x)
        x = layers.DepthwiseConv2D(
            kernel_size,
            step,
            padding="same",
            use_bias=False,
            name=f"{name}_depthwise{i}",
        )(x)
        x = layers.Conv2D(channels, 1, use_bias=False, name=f"{name}_pointwise{i}")(x)
        x = batch_norm(x, f"{name}_norm{i}")
    return x`;

export const FACTORIZED_CONV = `
def factorized_conv(x, channels, kernel_size, strides, name):
    """Applies ReLU, 1 x k convolution and batch norm, then the same with k x 1."""
    x = relu_conv_norm(x, channels, (1, kernel_size), (1, strides), f"{name}_row")
    return relu_conv_norm(x, channels, (kernel_size, 1), (strides, 1), f"{name}_column")`;

export const SKIP = `
def skip(x, channels, kernel_size, strides, name):
    return x if strides == 1 else factorized_reduction(x, channels, name)`;

export const MAX_POOL = `
def max_pool(x, channels, kernel_size, strides, name):
    return layers.MaxPooling2D(kernel_size, strides, padding="same")(x)`;

export const AVERAGE_POOL = `
def average_pool(x, channels, kernel_size, strides, name):
    return layers.AveragePooling2D(kernel_size, strides, padding="same")(x)`;
