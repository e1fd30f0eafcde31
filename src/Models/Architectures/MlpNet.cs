using Bench.Core;

namespace Bench.Models;

/// <summary>
/// MLPNet, 40-20 hidden units without biases: the MNIST network of one-shot pruning papers (Singh and Alistarh, "WoodFisher", NeurIPS 2020; Yu et
/// al., CBS, ICML 2022; Benbaki et al., CHITA, ICML 2023).
/// </summary>
internal static class MlpNet
{
    public static ModelEntry Entry { get; } = new()
    {
        Name = "mlpnet",
        Title = "fully connected, hidden layers of 40 and 20, no biases: the MNIST network of WoodFisher, CBS and CHITA",
        Source = "Singh & Alistarh, NeurIPS 2020 (code)",
        Family = "lenet",
        Takes = "any size",
        Refuses = _ => null,
        Build = Build,
    };

    private static Value Build(Value x, int classes) =>
        x.Flatten()                                       // (C·H·W)
            .Linear("fc1", x.Width(40), bias: false).Relu()        // (40)
            .Linear("fc2", x.Width(20), bias: false).Relu()        // (20)
            .Linear("fc3", classes, bias: false);         // (classes)
}
