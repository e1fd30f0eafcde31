using Bench.Core;

namespace Bench.Models;

/// <summary>ShrinkBench's LeNet: the layer widths of LeCun et al. (Proc. IEEE 1998) with 3×3 convolutions (Blalock et al., MLSys 2020).</summary>
internal static class LeNet
{
    public static ModelEntry Entry { get; } = new()
    {
        Name = "lenet",
        Title = "ShrinkBench's LeNet: 3×3 convolutions of 6 and 16, hidden layers of 120 and 84",
        Source = "Blalock et al., MLSys 2020 (code)",
        Family = "lenet",
        Takes = "any from 10×10",
        Refuses = input => Inputs.Below(input, 10),
        Build = Build,
    };

    private static Value Build(Value x, int classes) =>   // sizes for 28×28
        x.Convolution("conv1", x.Width(6), 3).Relu().MaxPool(2)    // (6, 13, 13)
            .Convolution("conv2", x.Width(16), 3).Relu().MaxPool(2) // (16, 5, 5)
            .Flatten()                                    // (400)
            .Linear("fc1", x.Width(120)).Relu()                    // (120)
            .Linear("fc2", x.Width(84)).Relu()                     // (84)
            .Linear("fc3", classes);                      // (classes)
}
