using Bench.Core;

namespace Bench.Models;

/// <summary>
/// The LeNet-5 of pruning papers, 20-50-500 (Caffe's; Han et al., "Learning both weights and connections for efficient
/// neural networks", NeurIPS 2015), which ShrinkBench calls MnistNet. Not the LeNet-5 of 1998.
/// </summary>
internal static class LeNet5
{
    public static ModelEntry Entry { get; } = new()
    {
        Name = "lenet5",
        Title = "the LeNet-5 of pruning papers: 5×5 convolutions of 20 and 50, a hidden layer of 500 (ShrinkBench's MnistNet)",
        Source = "Han et al., NeurIPS 2015",
        Family = "lenet",
        Takes = "any from 16×16",
        Refuses = input => Inputs.Below(input, 16),
        Build = Build,
    };

    private static Value Build(Value x, int classes) =>   // sizes for 28×28
        x.Convolution("conv1", x.Width(20), 5).Relu().MaxPool(2)   // (20, 12, 12)
            .Convolution("conv2", x.Width(50), 5).Relu().MaxPool(2) // (50, 4, 4)
            .Flatten()                                    // (800)
            .Linear("fc1", x.Width(500)).Relu()                    // (500)
            .Linear("fc2", classes);                      // (classes)
}
