using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// MLPNet, 40-20 hidden units without biases: the MNIST network of one-shot pruning papers (Singh and Alistarh, "WoodFisher", NeurIPS 2020; Yu et
/// al., CBS, ICML 2022; Benbaki et al., CHITA, ICML 2023).
/// </summary>
internal sealed class MlpNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2, fc3;

    private MlpNet(InputShape input, int classes) : base(nameof(MlpNet))
    {
        fc1 = nn.Linear(input.Size, 40, hasBias: false);
        fc2 = nn.Linear(40, 20, hasBias: false);
        fc3 = nn.Linear(20, classes, hasBias: false);
        RegisterComponents();
    }

    public static ModelEntry Entry { get; } = new()
    {
        Name = "mlpnet",
        Title = "fully connected, hidden layers of 40 and 20, no biases: the MNIST network of WoodFisher, CBS and CHITA",
        Source = "Singh & Alistarh, NeurIPS 2020 (code)",
        Family = "lenet",
        Takes = "any size",
        Refuses = _ => null,
        Build = (input, classes) => new MlpNet(input, classes),
    };

    public override Tensor forward(Tensor x) =>
        x.flatten(1)                                      // (N, C·H·W)
            .Then(fc1.call).ThenRectify()                 // (N, 40)
            .Then(fc2.call).ThenRectify()                 // (N, 20)
            .Then(fc3.call);                              // (N, classes)
}
