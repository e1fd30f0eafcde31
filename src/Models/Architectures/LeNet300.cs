using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>LeNet-300-100: two hidden layers (LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE 1998).</summary>
internal sealed class LeNet300 : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2, fc3;

    private LeNet300(InputShape input, int classes) : base(nameof(LeNet300))
    {
        fc1 = nn.Linear(input.Size, 300);
        fc2 = nn.Linear(300, 100);
        fc3 = nn.Linear(100, classes);
        RegisterComponents();
    }

    public static ModelEntry Entry { get; } = new()
    {
        Name = "lenet-300-100",
        Title = "fully connected, hidden layers of 300 and 100",
        Source = "LeCun et al., Proc. IEEE 1998",
        Family = "lenet",
        Takes = "any size",
        Refuses = _ => null,
        Build = (input, classes) => new LeNet300(input, classes),
    };

    public override Tensor forward(Tensor x) =>
        x.flatten(1)                                      // (N, C·H·W)
            .Then(fc1.call).ThenRectify()                 // (N, 300)
            .Then(fc2.call).ThenRectify()                 // (N, 100)
            .Then(fc3.call);                              // (N, classes)
}
