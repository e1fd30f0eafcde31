using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>ShrinkBench's LeNet: the layer widths of LeCun et al. (Proc. IEEE 1998) with 3×3 convolutions (Blalock et al., MLSys 2020).</summary>
internal sealed class LeNet : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Linear fc1, fc2, fc3;

    private LeNet(InputShape input, int classes) : base(nameof(LeNet))
    {
        conv1 = nn.Conv2d(input.Channels, 6, 3);
        conv2 = nn.Conv2d(6, 16, 3);
        fc1 = nn.Linear(16 * AfterConvolutions(input.Height) * AfterConvolutions(input.Width), 120);
        fc2 = nn.Linear(120, 84);
        fc3 = nn.Linear(84, classes);
        RegisterComponents();
    }

    public static ModelEntry Entry { get; } = new()
    {
        Name = "lenet",
        Title = "ShrinkBench's LeNet: 3×3 convolutions of 6 and 16, hidden layers of 120 and 84",
        Source = "Blalock et al., MLSys 2020 (code)",
        Family = "lenet",
        Takes = "any from 10×10",
        Refuses = input => Inputs.Below(input, 10),
        Build = (input, classes) => new LeNet(input, classes),
    };

    public override Tensor forward(Tensor x) => // sizes for 28×28
        conv1.call(x)                                     // (N, 6, 26, 26)
            .Then(RectifiedPool.Of)                       // (N, 6, 13, 13)
            .Then(conv2.call)                             // (N, 16, 11, 11)
            .Then(RectifiedPool.Of)                       // (N, 16, 5, 5)
            .Then(y => y.flatten(1))                      // (N, 400)
            .Then(fc1.call).ThenRectify()                 // (N, 120)
            .Then(fc2.call).ThenRectify()                 // (N, 84)
            .Then(fc3.call);                              // (N, classes)

    private static int AfterConvolutions(int side) => ((side - 2) / 2 - 2) / 2;
}
