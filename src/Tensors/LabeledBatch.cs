using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>A batch: inputs (N, C, H, W) fp32, channels-last; labels (N) int64.</summary>
public sealed record LabeledBatch(Tensor Inputs, Tensor Labels) : IDisposable
{
    /// <summary>Samples in the batch.</summary>
    public long Count => Labels.shape[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
