using Bench.Core;
using Bench.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// The LeNet-5 of pruning papers, 20-50-500 (Caffe's; Han et al., "Learning both weights and connections for efficient
/// neural networks", NeurIPS 2015), which ShrinkBench calls MnistNet. Not the LeNet-5 of 1998.
/// </summary>
internal sealed class LeNet5 : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Linear fc1, fc2;

    private LeNet5(InputShape input, int classes) : base(nameof(LeNet5))
    {
        conv1 = nn.Conv2d(input.Channels, 20, 5);
        conv2 = nn.Conv2d(20, 50, 5);
        fc1 = nn.Linear(50 * AfterConvolutions(input.Height) * AfterConvolutions(input.Width), 500);
        fc2 = nn.Linear(500, classes);
        RegisterComponents();
    }

    public static ModelEntry Entry { get; } = new()
    {
        Name = "lenet5",
        Title = "the LeNet-5 of pruning papers: 5×5 convolutions of 20 and 50, a hidden layer of 500 (ShrinkBench's MnistNet)",
        Source = "Han et al., NeurIPS 2015",
        Family = "lenet",
        Takes = "any from 16×16",
        Refuses = input => Inputs.Below(input, 16),
        Build = (input, classes) => new LeNet5(input, classes),
    };

    public override Tensor forward(Tensor x) => // sizes for 28×28
        conv1.call(x)                                     // (N, 20, 24, 24)
            .Then(RectifiedPool.Of)                       // (N, 20, 12, 12)
            .Then(conv2.call)                             // (N, 50, 8, 8)
            .Then(RectifiedPool.Of)                       // (N, 50, 4, 4)
            .Then(y => y.flatten(1))                      // (N, 800)
            .Then(fc1.call).ThenRectify()                 // (N, 500)
            .Then(fc2.call);                              // (N, classes)

    private static int AfterConvolutions(int side) => ((side - 4) / 2 - 4) / 2;
}
