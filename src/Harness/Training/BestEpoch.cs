using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>The epoch (from 1) with the highest validation top-1, the earliest on a tie: its weights, and its mask (T) where it has one.</summary>
internal sealed record BestEpoch(int Epoch, double Top1, Snapshot Weights, Tensor? Mask) : IDisposable
{
    private const string MaskName = "best/mask";

    /// <summary>Named tensors for a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors() => Mask is null ? Weights.Tensors("best") : Weights.Tensors("best").Append((MaskName, Mask));

    /// <summary>The one that <see cref="Tensors"/> named.</summary>
    public static BestEpoch From(IReadOnlyDictionary<string, Tensor> tensors, TrainingState.Position position, Network network) => new(
        position.SelectedEpoch, position.BestTop1, Snapshot.From(tensors, "best", network.Buffers.Count),
        tensors.TryGetValue(MaskName, out var mask) ? mask.clone().DetachFromDisposeScope() : null);

    public void Dispose()
    {
        Weights.Dispose();
        Mask?.Dispose();
    }
}
