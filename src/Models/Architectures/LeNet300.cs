using Bench.Core;

namespace Bench.Models;

/// <summary>LeNet-300-100: two hidden layers (LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE 1998).</summary>
internal static class LeNet300
{
    public static ModelEntry Entry { get; } = new()
    {
        Name = "lenet-300-100",
        Title = "fully connected, hidden layers of 300 and 100",
        Source = "LeCun et al., Proc. IEEE 1998",
        Family = "lenet",
        Takes = "any size",
        Refuses = _ => null,
        Build = Build,
    };

    private static Value Build(Value x, int classes) =>
        x.Flatten()                                       // (C·H·W)
            .Linear("fc1", x.Width(300)).Relu()                    // (300)
            .Linear("fc2", x.Width(100)).Relu()                    // (100)
            .Linear("fc3", classes);                      // (classes)
}
