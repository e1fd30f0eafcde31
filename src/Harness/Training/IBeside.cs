using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>What stands beside training in a checkpoint.</summary>
internal interface IBeside
{
    /// <summary>Named tensors and a text.</summary>
    (IEnumerable<(string Name, Tensor Tensor)> Tensors, string Text) Contents();

    /// <summary>The network whose values a checkpoint with this text holds.</summary>
    Network NetworkFor(string text);

    /// <summary>Takes up what <see cref="Contents"/> gave.</summary>
    void TakeUp(IReadOnlyDictionary<string, Tensor> tensors, string text);
}
