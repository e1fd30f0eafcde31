using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// The CIFAR ResNets of depth 6n + 2 (He et al., "Deep residual learning for image recognition", CVPR 2016, section 4.2):
/// three stages of n basic blocks with 16, 32 and 64 filters. Where a block narrows, its shortcut is parameter-free ("option A"), or a 1×1
/// convolution with batch norm ("option B").
/// </summary>
internal sealed class ResNet : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm bn1;
    private readonly Sequential layer1, layer2, layer3;
    private readonly Linear linear;

    private ResNet(int blocks, bool projects, InputShape input, int classes) : base(nameof(ResNet))
    {
        conv1 = nn.Conv2d(input.Channels, 16, 3, padding: 1, bias: false);
        bn1 = new BatchNorm(16);
        layer1 = Stage(blocks, projects, 16, 16);
        layer2 = Stage(blocks, projects, 16, 32);
        layer3 = Stage(blocks, projects, 32, 64);
        linear = nn.Linear(64, classes);
        RegisterComponents();
    }

    /// <param name="depth">6n + 2.</param>
    /// <param name="projects">Option B.</param>
    public static ModelEntry Entry(int depth, bool projects = false) => new()
    {
        Name = $"resnet{depth}{(projects ? "-b" : "")}",
        Title = $"CIFAR ResNet-{depth}, basic blocks, {(projects ? "1×1 convolutions with batch norm as shortcuts (option B)" : "parameter-free shortcuts (option A)")}",
        Source = "He et al., CVPR 2016",
        Family = "resnet",
        Takes = "any from 4×4",
        Refuses = input => Inputs.Below(input, 4),
        Build = (input, classes) => new ResNet((depth - 2) / 6, projects, input, classes),
    };

    public override Tensor forward(Tensor x) => // sizes for 32×32
        conv1.call(x)
            .Then(y => bn1.Rectified(y))                  // (N, 16, 32, 32)
            .Then(layer1.call)                            // (N, 16, 32, 32)
            .Then(layer2.call)                            // (N, 32, 16, 16)
            .Then(layer3.call)                            // (N, 64, 8, 8)
            .Then(y => y.mean([2, 3]))                    // (N, 64)
            .Then(linear.call);                           // (N, classes)

    private static Sequential Stage(int blocks, bool projects, int channels, int filters) =>
        nn.Sequential(Enumerable.Range(0, blocks).Select(i => new BasicBlock(i == 0 ? channels : filters, filters, projects)));

    /// <summary>Two 3×3 convolutions and a shortcut; more filters than channels halve height and width.</summary>
    private sealed class BasicBlock : nn.Module<Tensor, Tensor>
    {
        // In forward order, which is that of the parameters.
        private readonly Conv2d conv1;
        private readonly BatchNorm bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm bn2;
        private readonly Sequential? shortcut;
        private readonly int added;

        public BasicBlock(int channels, int filters, bool projects) : base(nameof(BasicBlock))
        {
            added = filters - channels;
            conv1 = nn.Conv2d(channels, filters, 3, stride: added > 0 ? 2 : 1, padding: 1, bias: false);
            bn1 = new BatchNorm(filters);
            conv2 = nn.Conv2d(filters, filters, 3, padding: 1, bias: false);
            bn2 = new BatchNorm(filters);
            if (projects && added > 0) shortcut = nn.Sequential(nn.Conv2d(channels, filters, 1, stride: 2, bias: false), new BatchNorm(filters));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) // (N, C, H, W); below, F filters and stride s
        {
            var y = conv1.call(x).Then(t => bn1.Rectified(t)).Then(conv2.call); // (N, F, H/s, W/s)
            if (added == 0) return y.Then(t => bn2.Rectified(t, x));
            using var narrowed = shortcut is null ? Narrowed(x) : shortcut.call(x); // (N, F, H/s, W/s)
            return y.Then(t => bn2.Rectified(t, narrowed));
        }

        // Option A: every other pixel (as the mean of one, whose gradient is one pass; that of two slices is four), zeros for the added channels, half of them on either side.
        private Tensor Narrowed(Tensor x) =>
            nn.functional.avg_pool2d(x, 1, stride: 2).Then(t => nn.functional.pad(t, [0, 0, 0, 0, added / 2, added / 2]));
    }
}
