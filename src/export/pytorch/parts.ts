/** Functions and modules that networks for images are made of. */
export const SAME_PADDING = `
def pad_same(x, kernel_size, stride, value=0.0):
    """Pads images so that a window fits at every \`stride\`-th row and column.

    If the padding is odd, the larger part is below and on the right, as in TensorFlow.
    """
    margins = []
    for size, kernel, step in zip(x.shape[2:], kernel_size, stride):
        total = max((math.ceil(size / step) - 1) * step + kernel - size, 0)
        margins = [total // 2, total - total // 2] + margins
    return F.pad(x, margins, value=value)`;

export const CONV2D_SAME = `
class Conv2dSame(nn.Conv2d):
    """Convolution without bias, padded by \`pad_same\`."""

    def __init__(self, channels_in, channels_out, kernel_size, stride=1, groups=1):
        super().__init__(
            channels_in, channels_out, kernel_size, stride, groups=groups, bias=False
        )

    def forward(self, x):
        return super().forward(pad_same(x, self.kernel_size, self.stride))`;

export const RELU_CONV_NORM = `
class ReluConvNorm(nn.Module):
    """ReLU, convolution, batch norm."""

    def __init__(self, channels_in, channels_out, kernel_size=1, stride=1):
        super().__init__()
        self.conv = Conv2dSame(channels_in, channels_out, kernel_size, stride)
        self.norm = nn.BatchNorm2d(channels_out)

    def forward(self, x):
        return self.norm(self.conv(F.relu(x)))`;

export const FACTORIZED_REDUCTION = `
class FactorizedReduction(nn.Module):
    """Halves height and width, rounded up, without losing pixels.

    One convolution reads the pixels at even rows and columns, one those at odd ones.
    """

    def __init__(self, channels_in, channels_out):
        super().__init__()
        half = channels_out // 2
        self.even = nn.Conv2d(channels_in, half, 1, stride=2, bias=False)
        self.odd = nn.Conv2d(channels_in, channels_out - half, 1, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(channels_out)

    def forward(self, x):
        x = F.relu(x)
        shifted = F.pad(x, (0, 1, 0, 1))[:, :, 1:, 1:]
        return self.norm(torch.cat([self.even(x), self.odd(shifted)], dim=1))`;

export const SEPARABLE_CONV = `
class SeparableConv(nn.Module):
    """ReLU, depthwise convolution, 1x1 convolution and batch norm, all twice."""

    def __init__(self, channels, kernel_size, stride):
        super().__init__()
        self.depthwise1 = Conv2dSame(
            channels, channels, kernel_size, stride, groups=channels
        )
        self.pointwise1 = nn.Conv2d(channels, channels, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.depthwise2 = Conv2dSame(channels, channels, kernel_size, groups=channels)
        self.pointwise2 = nn.Conv2d(channels, channels, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = self.norm1(self.pointwise1(self.depthwise1(F.relu(x))))
        return self.norm2(self.pointwise2(self.depthwise2(F.relu(x))))`;

export const FACTORIZED_CONV = `
class FactorizedConv(nn.Module):
    """ReLU, 1 x k convolution, batch norm, ReLU, k x 1 convolution, batch norm."""

    def __init__(self, channels, kernel_size, stride):
        super().__init__()
        self.row = ReluConvNorm(channels, channels, (1, kernel_size), (1, stride))
        self.column = ReluConvNorm(channels, channels, (kernel_size, 1), (stride, 1))

    def forward(self, x):
        return self.column(self.row(x))`;

export const MAX_POOL = `
class MaxPool(nn.Module):
    """Maximum of windows. Padding does not count."""

    def __init__(self, kernel_size, stride):
        super().__init__()
        self.kernel_size = (kernel_size, kernel_size)
        self.stride = (stride, stride)

    def forward(self, x):
        x = pad_same(x, self.kernel_size, self.stride, value=-math.inf)
        return F.max_pool2d(x, self.kernel_size, self.stride)`;

export const AVERAGE_POOL = `
class AveragePool(nn.Module):
    """Mean of windows. Padding does not count."""

    def __init__(self, kernel_size, stride):
        super().__init__()
        self.kernel_size = (kernel_size, kernel_size)
        self.stride = (stride, stride)

    def forward(self, x):
        return self.pool(x) / self.pool(torch.ones_like(x[:1, :1]))

    def pool(self, x):
        x = pad_same(x, self.kernel_size, self.stride)
        return F.avg_pool2d(x, self.kernel_size, self.stride)`;

export const DROP_PATH = `
def drop_path(x, rate):
    """Drops the path of each image with probability \`rate\`, and scales the others."""
    kept = torch.rand(x.shape[0], 1, 1, 1, device=x.device) >= rate
    return x * kept / (1 - rate)`;
