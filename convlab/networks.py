"""Famous networks as data: what each is made of, and what was published about it.

A network is a list of layers, each a dict; the functions below write such dicts, with every entry there is. All numbers
are of the very variant that is written down here. `source` says where parameters, multiply-adds and accuracy are
from; `tests/test_architectures_reference.py` counts parameters and multiply-adds.
"""
from dataclasses import dataclass

# What torchvision's documentation says of its weights IMAGENET1K_V1 (num_params, GFLOPS, acc@1). Its accuracies are
# of single 224 × 224 crops of ImageNet's 50,000 validation images; its GFLOPS count a multiply-add as one.
TORCHVISION = "torchvision.models, weights IMAGENET1K_V1"


@dataclass(frozen=True)
class Network:
    """A network and what was published about it. `top1` is in percent of ImageNet's validation images."""

    name: str
    year: int  # of the paper that brought the idea
    idea: str
    shape: tuple  # of an image that goes in: (C, H, W)
    spec: list
    parameters: int
    source: str
    multiply_adds: float | None = None  # in thousands of millions, as they are published
    top1: float | None = None


# --- layers -----------------------------------------------------------------------------------


def conv(filters: int, kernel: int, stride: int = 1, pad: int = 0, groups: int = 1, bias: bool = True) -> dict:
    sizes = {"filters": filters, "kernel": kernel, "stride": stride, "pad": pad}
    return {"kind": "conv", **sizes, "groups": groups, "bias": bias}


def pool(kernel: int, stride: int, pad: int = 0) -> dict:
    return {"kind": "pool", "kernel": kernel, "stride": stride, "pad": pad}


def linear(units: int, bias: bool = True) -> dict:
    return {"kind": "linear", "units": units, "bias": bias}


def global_pool() -> dict:
    return {"kind": "global_pool"}


def batch_norm() -> dict:
    return {"kind": "batch_norm"}


def relu() -> dict:
    """Whatever acts on each number by itself: ReLU, tanh, ReLU6."""
    return {"kind": "relu"}


def flatten() -> dict:
    return {"kind": "flatten"}


def concat(*branches: list) -> dict:
    return {"kind": "concat", "branches": list(branches)}


def add(*branches: list) -> dict:
    """Branches whose outputs are added; an empty one, [], is the identity."""
    return {"kind": "add", "branches": list(branches)}


# --- networks ---------------------------------------------------------------------------------


def conv_relu(filters: int, kernel: int, stride: int = 1, pad: int = 0, groups: int = 1) -> list:
    return [conv(filters, kernel, stride, pad, groups), relu()]


def conv_norm(filters: int, kernel: int, stride: int = 1, pad: int = 0, groups: int = 1) -> list:
    """A convolution without biases, which the batch norm after it would take off again."""
    return [conv(filters, kernel, stride, pad, groups, bias=False), batch_norm()]


def conv_norm_relu(filters: int, kernel: int, stride: int = 1, pad: int = 0, groups: int = 1) -> list:
    return [*conv_norm(filters, kernel, stride, pad, groups), relu()]


def lenet() -> list:
    features = [*conv_relu(6, 5), pool(2, 2), *conv_relu(16, 5), pool(2, 2), flatten()]
    return [*features, linear(120), relu(), linear(84), relu(), linear(10)]


def alexnet() -> list:
    features = [*conv_relu(64, 11, 4, 2), pool(3, 2), *conv_relu(192, 5, pad=2), pool(3, 2)]
    features += [*conv_relu(384, 3, pad=1), *conv_relu(256, 3, pad=1), *conv_relu(256, 3, pad=1), pool(3, 2)]
    return [*features, flatten(), linear(4096), relu(), linear(4096), relu(), linear(1000)]


def alexnet_2012(groups: int = 2) -> list:
    """AlexNet as its paper has it: three of its layers were split in two groups, one for each graphics card."""
    features = [*conv_relu(96, 11, 4), pool(3, 2), *conv_relu(256, 5, pad=2, groups=groups), pool(3, 2)]
    features += [*conv_relu(384, 3, pad=1), *conv_relu(384, 3, pad=1, groups=groups)]
    features += [*conv_relu(256, 3, pad=1, groups=groups), pool(3, 2)]
    return [*features, flatten(), linear(4096), relu(), linear(4096), relu(), linear(1000)]


def vgg16() -> list:
    features = []
    for filters, convolutions in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        features += [*conv_relu(filters, 3, pad=1) * convolutions, pool(2, 2)]
    return [*features, flatten(), linear(4096), relu(), linear(4096), relu(), linear(1000)]


def nin() -> list:
    def mlpconv(filters, kernel, last=None, **settings):
        return [*conv_relu(filters, kernel, **settings), *conv_relu(filters, 1), *conv_relu(last or filters, 1)]

    features = [*mlpconv(96, 11, stride=4), pool(3, 2), *mlpconv(256, 5, pad=2), pool(3, 2)]
    return [*features, *mlpconv(384, 3, pad=1), pool(3, 2), *mlpconv(1024, 3, last=1000, pad=1), global_pool()]


def googlenet() -> list:
    def inception(one, before_three, three, before_five, five, after_pool):
        middle = [*conv_norm_relu(before_three, 1), *conv_norm_relu(three, 3, pad=1)]
        large = [*conv_norm_relu(before_five, 1), *conv_norm_relu(five, 3, pad=1)]  # torchvision: 3, the paper: 5
        return concat(conv_norm_relu(one, 1), middle, large, [pool(3, 1, 1), *conv_norm_relu(after_pool, 1)])

    start = [*conv_norm_relu(64, 7, 2, 3), pool(3, 2, 1), *conv_norm_relu(64, 1), *conv_norm_relu(192, 3, pad=1)]
    third = [pool(3, 2, 1), inception(64, 96, 128, 16, 32, 32), inception(128, 128, 192, 32, 96, 64)]
    fourth = [pool(3, 2, 1), inception(192, 96, 208, 16, 48, 64), inception(160, 112, 224, 24, 64, 64)]
    fourth += [inception(128, 128, 256, 24, 64, 64), inception(112, 144, 288, 32, 64, 64)]
    fifth = [inception(256, 160, 320, 32, 128, 128), pool(2, 2), inception(256, 160, 320, 32, 128, 128)]
    return [*start, *third, *fourth, *fifth, inception(384, 192, 384, 48, 128, 128), global_pool(), linear(1000)]


def resnet(blocks: list, bottleneck: bool) -> list:
    """blocks: how many of them each of the four stages has, of 64, 128, 256 and 512 filters."""
    layers, channels = [*conv_norm_relu(64, 7, 2, 3), pool(3, 2, 1)], 64
    for stage, count in enumerate(blocks):
        for block in range(count):
            filters, stride = 64 * 2**stage, 2 if stage and not block else 1
            wide = 4 * filters if bottleneck else filters
            main = [*conv_norm_relu(filters, 3, stride, 1), *conv_norm(filters, 3, pad=1)]
            if bottleneck:
                main = [*conv_norm_relu(filters, 1), *conv_norm_relu(filters, 3, stride, 1), *conv_norm(wide, 1)]
            shortcut = [] if (channels, stride) == (wide, 1) else conv_norm(wide, 1, stride)
            layers += [add(main, shortcut), relu()]
            channels = wide
    return [*layers, global_pool(), linear(1000)]


def densenet(blocks: list, growth: int = 32) -> list:
    layers, channels = [*conv_norm_relu(2 * growth, 7, 2, 3), pool(3, 2, 1)], 2 * growth
    for stage, count in enumerate(blocks):
        if stage:
            channels //= 2
            layers += [batch_norm(), relu(), conv(channels, 1, bias=False), pool(2, 2)]
        for _ in range(count):
            new = [batch_norm(), relu(), *conv_norm_relu(4 * growth, 1), conv(growth, 3, pad=1, bias=False)]
            layers.append(concat([], new))
        channels += count * growth
    return [*layers, batch_norm(), relu(), global_pool(), linear(1000)]


def mobilenet_v2() -> list:
    layers, channels = conv_norm_relu(32, 3, 2, 1), 32
    stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expansion, filters, count, first_stride in stages:
        for block in range(count):
            wide, stride = expansion * channels, 1 if block else first_stride
            main = conv_norm_relu(wide, 1) if expansion > 1 else []
            main = [*main, *conv_norm_relu(wide, 3, stride, 1, groups=wide), *conv_norm(filters, 1)]
            layers += [add(main, [])] if (channels, stride) == (filters, 1) else main
            channels = filters
    return [*layers, *conv_norm_relu(1280, 1), global_pool(), linear(1000)]


COLOUR = (3, 224, 224)
NETWORKS = [
    # The paper's LeNet-5 has exactly 60,000: its second layer joins 60 of 96 pairs of maps (1,516 for 2,416 here), its
    # pooling learns 44 and its last layer of 850 is fixed. It reads 99.05 % of MNIST's test digits (0.95 % error).
    Network("LeNet-5", 1998, "convolution and pooling, learned", (1, 32, 32), lenet(), 61_706,
            "LeCun et al. 1998, with all pairs of maps joined and a linear last layer, as it is taught today"),
    # alexnet_2012 is that of the paper.
    Network("AlexNet", 2012, "deeper, ReLU, trained on graphics cards", COLOUR, alexnet(), 61_100_840,
            f"{TORCHVISION}: the variant of Krizhevsky 2014, thinner at the start and without groups", 0.714, 56.522),
    # Its parameters are counted from its layers; as float32 they are the 29 MB that its author gives. Caffe rounds the
    # sizes of pooling up, we round down: of 227 pixels both make maps of 27, 13 and 6.
    Network("NiN", 2013, "1 × 1 convolutions, global average pooling", (3, 227, 227), nin(), 7_595_176,
            "Caffe Model Zoo, nin_imagenet by Min Lin: layers and accuracy, from one crop", None, 59.36),
    Network("VGG-16", 2014, "blocks of 3 × 3 convolutions", COLOUR, vgg16(), 138_357_544, TORCHVISION, 15.47, 71.592),
    Network("GoogLeNet", 2014, "parallel branches", COLOUR, googlenet(), 6_624_904,
            f"{TORCHVISION}: with batch norm, 3 × 3 in place of 5 × 5, and without the two auxiliary classifiers that "
            "help training", 1.498, 69.778),
    Network("ResNet-18", 2015, "shortcuts", COLOUR, resnet([2, 2, 2, 2], False), 11_689_512, TORCHVISION, 1.814,
            69.758),
    Network("ResNet-50", 2015, "shortcuts around bottlenecks", COLOUR, resnet([3, 4, 6, 3], True), 25_557_032,
            TORCHVISION, 4.089, 76.13),
    Network("DenseNet-121", 2016, "every layer reads all before it", COLOUR, densenet([6, 12, 24, 16]), 7_978_856,
            TORCHVISION, 2.834, 74.434),
    Network("MobileNetV2", 2018, "depthwise convolutions", COLOUR, mobilenet_v2(), 3_504_872, TORCHVISION, 0.301,
            71.878),
]  # fmt: skip
