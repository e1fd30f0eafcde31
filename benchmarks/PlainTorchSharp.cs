using System.Diagnostics;
using Bench.Core;
using Bench.Datasets;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

#pragma warning disable RS0030 // written as a newcomer writes TorchSharp: its own batch norm, implicit scalars

namespace Bench.Benchmarks;

/// <summary>
/// Plain TorchSharp: its modules and optimizer, one thread, a dispose scope a step, and none of our levers (no allocator settings, no
/// channels-last, no flat parameters, no wider vectors, no data pipeline: one batch that lies in memory).
/// </summary>
internal static class PlainTorchSharp
{
    /// <summary>Samples per second of ResNet-20 on one CIFAR-10 batch of 128, after 5 steps that are not counted.</summary>
    public static double ResNet20(string folder, int steps)
    {
        set_num_threads(1);
        using var data = DatasetLoader.Load("cifar10", new SearchPath([folder]));
        using var model = new Net();
        using var optimizer = optim.SGD(model.parameters(), 0.1, momentum: 0.9, weight_decay: 1e-4);
        using var inputs = data.Train.Images.narrow(0, 0, 128).to_type(ScalarType.Float32).div(255).contiguous();
        using var labels = data.Train.Labels.narrow(0, 0, 128).clone();
        model.train();
        Train(5);
        var clock = Stopwatch.StartNew();
        Train(steps);
        return steps * 128 / clock.Elapsed.TotalSeconds;

        void Train(int count)
        {
            for (var step = 0; step < count; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                nn.functional.cross_entropy(model.call(inputs), labels).backward();
                optimizer.step();
            }
        }
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1 = nn.Conv2d(3, 16, 3, padding: 1, bias: false);
        private readonly BatchNorm2d bn1 = nn.BatchNorm2d(16);
        private readonly Sequential blocks;
        private readonly Linear linear = nn.Linear(64, 10);

        public Net() : base("ResNet20")
        {
            int[] widths = [16, 16, 16, 16, 32, 32, 32, 64, 64, 64];
            blocks = nn.Sequential(Enumerable.Range(0, 9).Select(i => (nn.Module<Tensor, Tensor>)new Block(widths[i], widths[i + 1])));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = nn.functional.relu(bn1.call(conv1.call(x)));
            x = blocks.call(x);
            return linear.call(x.mean([2, 3]));
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private readonly int added;

        public Block(int channels, int filters) : base("Block")
        {
            added = filters - channels;
            conv1 = nn.Conv2d(channels, filters, 3, stride: added > 0 ? 2 : 1, padding: 1, bias: false);
            bn1 = nn.BatchNorm2d(filters);
            conv2 = nn.Conv2d(filters, filters, 3, padding: 1, bias: false);
            bn2 = nn.BatchNorm2d(filters);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var y = nn.functional.relu(bn1.call(conv1.call(x)));
            y = bn2.call(conv2.call(y));
            if (added > 0)
                x = nn.functional.pad(x[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)], [0, 0, 0, 0, added / 2, added / 2]);
            return nn.functional.relu(y + x);
        }
    }
}
