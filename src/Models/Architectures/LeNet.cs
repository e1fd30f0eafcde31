using Bench.Core;
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

    public override Tensor forward(Tensor x) // sizes for 28×28
    {
        x = nn.functional.relu(conv1.call(x), inplace: true);  // (N, 6, 26, 26)
        x = nn.functional.max_pool2d(x, 2);                    // (N, 6, 13, 13)
        x = nn.functional.relu(conv2.call(x), inplace: true);  // (N, 16, 11, 11)
        x = nn.functional.max_pool2d(x, 2);                    // (N, 16, 5, 5)
        x = x.flatten(1);                                      // (N, 400)
        x = nn.functional.relu(fc1.call(x), inplace: true);    // (N, 120)
        x = nn.functional.relu(fc2.call(x), inplace: true);    // (N, 84)
        return fc3.call(x);                                    // (N, classes)
    }

    private static int AfterConvolutions(int side) => ((side - 2) / 2 - 2) / 2;
}
